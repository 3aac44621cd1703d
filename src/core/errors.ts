/**
 * The one catalogue of errors. Every failure that reaches a client, a terminal or a library caller
 * is a {@link ShimmyError} with a code from here; no other module invents a status.
 */
export const ERROR_CATALOGUE = {
  invalid_request: {
    status: 400,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  unsupported_parameter: {
    status: 400,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  context_length_exceeded: {
    status: 400,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  template_failed: {
    status: 400,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  unauthorized: { status: 401, openaiType: "authentication_error", anthropicType: "authentication_error" },
  forbidden: { status: 403, openaiType: "permission_error", anthropicType: "permission_error" },
  not_found: { status: 404, openaiType: "invalid_request_error", anthropicType: "not_found_error" },
  model_not_found: { status: 404, openaiType: "invalid_request_error", anthropicType: "not_found_error" },
  method_not_allowed: {
    status: 405,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  conflict: { status: 409, openaiType: "invalid_request_error", anthropicType: "invalid_request_error" },
  payload_too_large: { status: 413, openaiType: "invalid_request_error", anthropicType: "request_too_large" },
  unsupported_media_type: {
    status: 415,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  expectation_failed: {
    status: 417,
    openaiType: "invalid_request_error",
    anthropicType: "invalid_request_error",
  },
  model_corrupt: { status: 422, openaiType: "invalid_request_error", anthropicType: "invalid_request_error" },
  rate_limited: { status: 429, openaiType: "rate_limit_error", anthropicType: "rate_limit_error" },
  cancelled: { status: 499, openaiType: "server_error", anthropicType: "api_error" },
  internal: { status: 500, openaiType: "server_error", anthropicType: "api_error" },
  engine_crashed: { status: 502, openaiType: "server_error", anthropicType: "api_error" },
  download_failed: { status: 502, openaiType: "server_error", anthropicType: "api_error" },
  queue_full: {
    status: 503,
    openaiType: "server_error",
    anthropicType: "overloaded_error",
    anthropicStatus: 529,
  },
  insufficient_memory: { status: 503, openaiType: "server_error", anthropicType: "api_error" },
  shutting_down: {
    status: 503,
    openaiType: "server_error",
    anthropicType: "overloaded_error",
    anthropicStatus: 529,
  },
  backend_unavailable: { status: 503, openaiType: "server_error", anthropicType: "api_error" },
  insufficient_disk: { status: 507, openaiType: "server_error", anthropicType: "api_error" },
  load_timeout: { status: 504, openaiType: "server_error", anthropicType: "timeout_error" },
  generation_timeout: { status: 504, openaiType: "server_error", anthropicType: "timeout_error" },
} as const satisfies Record<string, CatalogueEntry>;

interface CatalogueEntry {
  /** HTTP status of an answer with this code. */
  readonly status: number;
  /** `error.type` in OpenAI's error body. */
  readonly openaiType: string;
  /** `error.type` in Anthropic's error body. */
  readonly anthropicType: string;
  /** HTTP status on Anthropic's routes, where that is another one. */
  readonly anthropicStatus?: number;
}

/** Machine-readable reason of a {@link ShimmyError}. */
export type ErrorCode = keyof typeof ERROR_CATALOGUE;

/** HTTP status of a code on Anthropic's routes, which tell by 529 that there is too much to do. */
export function anthropicStatusOf(code: ErrorCode): number {
  const entry: CatalogueEntry = ERROR_CATALOGUE[code];
  return entry.anthropicStatus ?? entry.status;
}

/** What a {@link ShimmyError} may carry beside its code and message. */
export interface ShimmyErrorOptions {
  /** The request field at fault, in the name the caller used, for example `max_tokens`. */
  readonly param?: string;
  /** Seconds after which a retry is worthwhile; becomes the `Retry-After` header. */
  readonly retryAfterSeconds?: number;
  /** Facts safe to show to a client, for example both token counts of a too long prompt. */
  readonly details?: Readonly<Record<string, string | number | boolean | readonly string[]>>;
  /** The error underneath: logged, never shown to a client. */
  readonly cause?: unknown;
}

/**
 * A failure with a code of the catalogue. The message says what was wrong with which value and what
 * to do, and holds no path, key or stack, because clients read it.
 */
export class ShimmyError extends Error {
  readonly code: ErrorCode;
  readonly param: string | undefined;
  readonly retryAfterSeconds: number | undefined;
  readonly details: ShimmyErrorOptions["details"];

  constructor(code: ErrorCode, message: string, options: ShimmyErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "ShimmyError";
    this.code = code;
    this.param = options.param;
    this.retryAfterSeconds = options.retryAfterSeconds;
    this.details = options.details;
  }

  /** HTTP status of this error's code. */
  get status(): number {
    return ERROR_CATALOGUE[this.code].status;
  }
}

/** True when `code` is one of the catalogue, for values that crossed a process border. */
export function isErrorCode(code: unknown): code is ErrorCode {
  return typeof code === "string" && Object.hasOwn(ERROR_CATALOGUE, code);
}

/** Any thrown value as a {@link ShimmyError}; an unknown one becomes `internal` with its message hidden. */
export function toShimmyError(thrown: unknown): ShimmyError {
  if (thrown instanceof ShimmyError) return thrown;
  return new ShimmyError(
    "internal",
    "Something went wrong inside Shimmy; the server's log has the details.",
    {
      cause: thrown,
    },
  );
}

/** Why a signal fired: its reason where that is a {@link ShimmyError}, else `cancelled`. */
export function abortError(signal: AbortSignal): ShimmyError {
  const reason: unknown = signal.reason;
  if (reason instanceof ShimmyError) return reason;
  return new ShimmyError("cancelled", "The request was cancelled.", { cause: reason });
}
