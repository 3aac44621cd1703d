import { z } from "zod";
import type { ModelListing } from "../../service/shimmy-service.ts";

/** One model as OpenAI lists it. */
export const MODEL_RESPONSE = z.object({
  id: z.string(),
  object: z.literal("model"),
  created: z.number().describe("When the file was last changed, in seconds since 1970."),
  owned_by: z.string(),
});

/** Answer of `GET /v1/models`. */
export const MODEL_LIST_RESPONSE = z.object({ object: z.literal("list"), data: z.array(MODEL_RESPONSE) });

/** A registry entry in OpenAI's form. */
export function modelResponse({ name, modifiedAt }: ModelListing): z.output<typeof MODEL_RESPONSE> {
  return {
    id: name,
    object: "model",
    created: Math.floor(modifiedAt.getTime() / 1000),
    owned_by: "shimmy",
  };
}
