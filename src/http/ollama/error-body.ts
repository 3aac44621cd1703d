import { z } from "zod";
import type { ShimmyError } from "../../core/errors.ts";

/** Ollama's error body. */
export const OLLAMA_ERROR = z.object({ error: z.string() });

/** An error as Ollama's clients read it. */
export function ollamaErrorBody(error: ShimmyError): z.output<typeof OLLAMA_ERROR> {
  return { error: error.message };
}
