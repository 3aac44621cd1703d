import { ShimmyError, toShimmyError } from "../../core/errors.ts";
import { MAX_MODEL_NAME_LENGTH } from "../http-limits.ts";

const CLIENT_FAULT = { min: 400, max: 499 } as const;

/** Any error that reaches Fastify's handler, Fastify's own included, as one of the catalogue. */
export function translateError(thrown: unknown): ShimmyError {
  if (thrown instanceof ShimmyError) return thrown;
  switch (fieldOf(thrown, "code")) {
    case "FST_ERR_CTP_BODY_TOO_LARGE":
      return new ShimmyError("payload_too_large", "The body is larger than this route takes.");
    case "FST_ERR_CTP_INVALID_MEDIA_TYPE":
      return unsupportedMediaType();
    case "FST_ERR_CTP_INVALID_CONTENT_LENGTH":
      return new ShimmyError(
        "invalid_request",
        "The body does not have the length that Content-Length says.",
      );
    case "FST_ERR_MAX_PARAM_LENGTH":
      return new ShimmyError(
        "invalid_request",
        `The address holds a name that is longer than ${MAX_MODEL_NAME_LENGTH} characters.`,
      );
    case "FST_ERR_BAD_URL":
      return new ShimmyError("invalid_request", "The address is not well formed; check its % escapes.");
    default:
  }
  const status = fieldOf(thrown, "statusCode");
  if (typeof status === "number" && status >= CLIENT_FAULT.min && status <= CLIENT_FAULT.max) {
    return new ShimmyError("invalid_request", "The request could not be read.", { cause: thrown });
  }
  return toShimmyError(thrown);
}

/** The answer to a body that is not JSON by its own account. */
export function unsupportedMediaType(): ShimmyError {
  return new ShimmyError(
    "unsupported_media_type",
    "The body must be JSON; send it with Content-Type: application/json.",
  );
}

function fieldOf(thrown: unknown, field: string): unknown {
  return typeof thrown === "object" && thrown !== null ? Reflect.get(thrown, field) : undefined;
}
