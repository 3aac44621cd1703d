import { z } from "zod";
import { loadModel } from "../generation/load-model.ts";

/** What a request without anything to answer has done to the model. */
export const LOADED = z.object({
  model: z.string(),
  created_at: z.string(),
  done: z.literal(true),
  done_reason: z.enum(["load", "unload"]),
});

/** As {@link loadModel}, told in Ollama's words. */
export async function loadOrRelease(
  ...asked: Parameters<typeof loadModel>
): Promise<z.output<typeof LOADED>> {
  const { model, reason } = await loadModel(...asked);
  return { model, created_at: new Date().toISOString(), done: true, done_reason: reason };
}
