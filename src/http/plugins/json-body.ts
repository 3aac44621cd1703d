import type { FastifyInstance } from "fastify";
import { parseJson } from "../validation/parse-json.ts";
import { unsupportedMediaType } from "./translate-error.ts";

/**
 * Media types read as JSON. The form type is curl's default for `-d`, and every guide to Ollama and to
 * llama-server shows JSON sent that way; a page of a foreign origin that posts a form is refused by its Origin.
 */
const JSON_MEDIA_TYPES =
  /^(?:application\/(?:[\w.-]+\+)?json|text\/json|application\/x-www-form-urlencoded)$/iu;

/** Reads bodies as JSON with bounded depth; an empty body is no body. Compressed ones are refused. */
export function registerJsonBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser(
    "*",
    { parseAs: "string" },
    async (request: { readonly headers: Headers }, body: string) => {
      const mediaType = request.headers["content-type"]?.split(";", 1)[0]?.trim();
      const encoding = request.headers["content-encoding"] ?? "identity";
      if (body === "") return undefined;
      if (encoding !== "identity" || (mediaType !== undefined && !JSON_MEDIA_TYPES.test(mediaType))) {
        throw unsupportedMediaType();
      }
      return parseJson(body);
    },
  );
}

interface Headers {
  readonly "content-type"?: string | undefined;
  readonly "content-encoding"?: string | string[] | undefined;
}
