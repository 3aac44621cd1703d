import type { FastifyInstance } from "fastify";
import { ShimmyError } from "../../core/errors.ts";
import { parseJson } from "../validation/parse-json.ts";
import { unsupportedMediaType } from "./translate-error.ts";

/**
 * Media types read as JSON. The form type is curl's default for `-d`, and every guide to Ollama and to
 * llama-server shows JSON sent that way; a page of a foreign origin that posts a form is refused by its Origin.
 */
const JSON_MEDIA_TYPES =
  /^(?:application\/(?:[\w.-]+\+)?json|text\/json|application\/x-www-form-urlencoded)$/iu;

/** Fatal, because a replaced character would change a prompt without a word. Leaves a byte order mark out. */
const UTF8 = new TextDecoder("utf-8", { fatal: true });

/** Reads bodies as JSON with bounded depth; an empty body is no body. Compressed ones are refused. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "buffer" },
    async (request: { readonly headers: Headers }, body: Buffer) => {
      const mediaType = request.headers["content-type"]?.split(";", 1)[0]?.trim();
      const encoding = String(request.headers["content-encoding"] ?? "identity").toLowerCase();
      if (body.length === 0) return undefined;
      if (encoding !== "identity") throw compressedBody();
      if (mediaType !== undefined && !JSON_MEDIA_TYPES.test(mediaType)) throw unsupportedMediaType();
      return parseJson(textOf(body));
    },
  );
}

function textOf(body: Buffer): string {
  try {
    return UTF8.decode(body);
  } catch (cause) {
    throw new ShimmyError("invalid_request", "The body is not valid UTF-8; send JSON encoded in UTF-8.", {
      cause,
    });
  }
}

function compressedBody(): ShimmyError {
  return new ShimmyError(
    "unsupported_media_type",
    "Compressed bodies are not taken; send it without Content-Encoding.",
  );
}

interface Headers {
  readonly "content-type"?: string | undefined;
  readonly "content-encoding"?: string | string[] | undefined;
}
