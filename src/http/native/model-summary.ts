import { z } from "zod";

/** One model as `GET /api/models` and `shimmy list --json` show it. */
const MODEL_SUMMARY = z.object({
  name: z.string(),
  size_bytes: z.number(),
  model_type: z.string().describe("Architecture by the file's metadata, for example `llama`."),
  parameter_count: z.number(),
  quantization: z.string(),
  context_length: z.number().describe("Context length the model was trained with, in tokens."),
  backend: z.string(),
  source: z.enum(["registered", "discovered", "builtin"]),
  loaded: z.boolean(),
});

/** Answer of `GET /api/models`. */
export const MODEL_LIST = z.object({ models: z.array(MODEL_SUMMARY) });
