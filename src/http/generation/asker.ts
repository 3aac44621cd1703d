import type { FastifyReply, FastifyRequest } from "fastify";
import type { HttpContext } from "../http-context.ts";
import { clientSignal } from "../streaming/client-signal.ts";
import { requesterOf } from "./requester.ts";

/** Who asks for what is no generation, and until when. */
export interface Asker {
  /** As of {@link requesterOf}. */
  readonly client: string | undefined;
  readonly requestId: string;
  /** Fires when the client goes away before its answer is complete. */
  readonly signal: AbortSignal;
}

/** The asker of a request whose answer is on its way. */
export function askerOf(
  request: FastifyRequest,
  reply: FastifyReply,
  context: Pick<HttpContext, "service">,
): Asker {
  const { client } = requesterOf(request, context);
  return { client, requestId: request.id, signal: clientSignal(reply.raw) };
}
