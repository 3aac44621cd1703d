import type { FastifyBaseLogger } from "fastify";
import type { ShimmyError } from "../../core/errors.ts";

const SERVER_FAULT_STATUS = 500;

/** Logs a failure by its weight: the server's own faults with their cause, a client's as a plain line. */
export function logFailure(logger: FastifyBaseLogger, error: ShimmyError): void {
  const facts = { code: error.code, ...(error.param !== undefined && { param: error.param }) };
  if (error.status < SERVER_FAULT_STATUS) {
    logger.info(facts, error.message);
  } else if (error.code === "internal" || error.code === "engine_crashed") {
    logger.error({ ...facts, err: error.cause ?? error }, error.message);
  } else {
    logger.warn({ ...facts, ...(error.cause !== undefined && { err: error.cause }) }, error.message);
  }
}
