import { z } from "zod";

/** What a route answers with, for the OpenAPI document. */
export interface DocumentedResponses {
  readonly description: string;
  readonly answer: z.ZodType;
  /** Media type of the answer; JSON when absent. */
  readonly mediaType?: string;
  readonly error: z.ZodType;
  /** Media types of the streamed forms. */
  readonly streams?: readonly string[];
}

/** A route's `schema.response`. It documents; nothing is checked or cut against it when answers are sent. */
export function responses(options: DocumentedResponses): Record<string, unknown> {
  const { description, answer, mediaType = "application/json", error, streams = [] } = options;
  const content = Object.fromEntries([
    [mediaType, { schema: answer }],
    ...streams.map((stream) => [stream, { schema: z.string() }]),
  ]);
  return {
    200: { description, content },
    default: { description: "Any failure", content: { "application/json": { schema: error } } },
  };
}
