import { z } from "zod";
import { type ShimmyError, toShimmyError } from "../../core/errors.ts";
import { GENERATE_REQUEST, type GenerateRequestValue } from "../generation/generate-request-schema.ts";
import { parseJson } from "../validation/parse-json.ts";
import { parseWith } from "../validation/parse-with.ts";

const MAX_ID_LENGTH = 256;

/** Names a request on its socket; the client chooses it. */
export type SocketRequestId = string | number;

const ENVELOPE = z.object({
  id: z
    .union([z.string().max(MAX_ID_LENGTH), z.number()], {
      error: `must be a text of at most ${MAX_ID_LENGTH} characters or a number`,
    })
    .nullish(),
  cancel: z.boolean("must be true or false").nullish(),
});

/** What a client's frame says. */
export type ClientMessage =
  | {
      readonly kind: "generate";
      readonly id: SocketRequestId | undefined;
      readonly body: GenerateRequestValue;
    }
  | { readonly kind: "cancel"; readonly id: SocketRequestId | undefined }
  | { readonly kind: "invalid"; readonly id: SocketRequestId | undefined; readonly error: ShimmyError };

/** Reads a client's frame; what is wrong with it becomes a message too, with the id where it could be read. */
export function readClientMessage(text: string): ClientMessage {
  let id: SocketRequestId | undefined;
  try {
    const value = parseJson(text);
    const envelope = parseWith(ENVELOPE, value);
    id = envelope.id ?? undefined;
    if (envelope.cancel === true) return { kind: "cancel", id };
    return { kind: "generate", id, body: parseWith(GENERATE_REQUEST, value) };
  } catch (thrown) {
    return { kind: "invalid", id, error: toShimmyError(thrown) };
  }
}
