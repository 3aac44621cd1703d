import { z } from "zod";
import { COUNT } from "./openai-parts.ts";
import type { PublishedRoute } from "./published-route.ts";
import { OLLAMA_DETAILS_EXTRAS, OLLAMA_SHOW_EXTRAS } from "./shimmy-extras.ts";

/*
 * Written from Ollama's published description of its API (https://docs.ollama.com/api), apart from the server's own
 * schemas.
 */

/** Body of an error, and the last line of a stream that failed. */
export const OLLAMA_ERROR = z.strictObject({ error: z.string().min(1) });

const details = z.strictObject({
  parent_model: z.string().optional(),
  format: z.string(),
  family: z.string(),
  families: z.array(z.string()).nullable(),
  parameter_size: z.string(),
  quantization_level: z.string(),
  ...OLLAMA_DETAILS_EXTRAS,
});
const timestamp = z.iso.datetime({ offset: true });
const listed = {
  name: z.string().min(1),
  model: z.string().min(1),
  size: COUNT,
  digest: z.string().regex(/^[0-9a-f]{64}$/),
  details,
};
const status = z.strictObject({
  status: z.string().min(1),
  digest: z.string().optional(),
  total: COUNT.optional(),
  completed: COUNT.optional(),
});

/** `GET /api/version`, with Shimmy's own version beside it. */
export const OLLAMA_VERSION: PublishedRoute = {
  answer: z.strictObject({ version: z.string().regex(/^\d+\.\d+\.\d+/), shimmy_version: z.string() }),
  error: OLLAMA_ERROR,
};

/** `GET /api/tags`. */
export const OLLAMA_TAGS: PublishedRoute = {
  answer: z.strictObject({ models: z.array(z.strictObject({ ...listed, modified_at: timestamp })) }),
  error: OLLAMA_ERROR,
};

/** `GET /api/ps`. */
export const OLLAMA_PS: PublishedRoute = {
  answer: z.strictObject({
    models: z.array(
      z.strictObject({
        ...listed,
        expires_at: timestamp,
        size_vram: COUNT,
        context_length: COUNT.optional(),
      }),
    ),
  }),
  error: OLLAMA_ERROR,
};

/** `POST /api/show`. */
export const OLLAMA_SHOW: PublishedRoute = {
  answer: z.strictObject({
    license: z.string().optional(),
    modelfile: z.string().optional(),
    parameters: z.string().optional(),
    template: z.string().optional(),
    system: z.string().optional(),
    details,
    messages: z.array(z.unknown()).optional(),
    model_info: z.record(z.string(), z.unknown()),
    projector_info: z.record(z.string(), z.unknown()).optional(),
    tensors: z.array(z.unknown()).optional(),
    capabilities: z.array(
      z.enum(["completion", "tools", "insert", "vision", "embedding", "thinking", "image", "audio"]),
    ),
    modified_at: timestamp,
    ...OLLAMA_SHOW_EXTRAS,
  }),
  error: OLLAMA_ERROR,
};

/** `POST /api/embed`. */
export const OLLAMA_EMBED: PublishedRoute = {
  answer: z.strictObject({
    model: z.string().min(1),
    embeddings: z.array(z.array(z.number()).min(1)),
    total_duration: COUNT.optional(),
    load_duration: COUNT.optional(),
    prompt_eval_count: COUNT.optional(),
  }),
  error: OLLAMA_ERROR,
};

/** `POST /api/embeddings`. */
export const OLLAMA_EMBEDDINGS: PublishedRoute = {
  answer: z.strictObject({ embedding: z.array(z.number()) }),
  error: OLLAMA_ERROR,
};

/** `POST /api/copy` and `DELETE /api/delete`: nothing but a status. */
export const OLLAMA_EMPTY: PublishedRoute = { error: OLLAMA_ERROR };

/** A report of `POST /api/create` and `POST /api/pull`. */
export const OLLAMA_STATUS = status;
