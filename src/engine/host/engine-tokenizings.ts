import type { TokenizingAsker } from "../../core/tokenizing.ts";
import { likelyTokens } from "../../scheduling/request-cost.ts";
import { fromEngineFailure } from "../engine-failure.ts";
import type { TokenizedReport, TokenizingAnswer, TokenizingWork } from "../protocol.ts";
import { type QueuedRequest, queueOptions, RequestQueue, type RequestQueueOptions } from "./request-queue.ts";

/** Requests that the engine process has at once: enough for it never to run short between decode steps. */
const MAX_SENT = 16;

/** Tokens of one client's sent requests from which on no further one of it is sent: about a long text. */
const CLIENT_TOKENS_SENT = 65_536;

/** Bytes of a token id, packed in base64. */
const PACKED_ID_BYTES = 16 / 3;

interface PendingTokenizing extends QueuedRequest {
  readonly resolve: (answer: TokenizingAnswer) => void;
}

/**
 * The requests of one model for tokens and text. They take no slot, so they have a queue of their own, as fair among
 * clients as that for slots.
 */
export class EngineTokenizings extends RequestQueue<PendingTokenizing> {
  constructor(options: Pick<RequestQueueOptions, "queueLimit" | "send">) {
    super(queueOptions(options, { kind: "tokens", slots: MAX_SENT, clientTokens: CLIENT_TOKENS_SENT }));
  }

  /**
   * Takes a request.
   *
   * @throws ShimmyError what the engine answers, `queue_full` when too many wait, `rate_limited` when too many of this
   * client do, or the signal's reason.
   */
  submit(work: TokenizingWork, { signal, requestId, client }: TokenizingAsker): Promise<TokenizingAnswer> {
    return new Promise<TokenizingAnswer>((resolve, fail) => {
      this.admit({ client, expectedTokens: costOf(work) }, signal, (id) => ({
        requestId,
        command: {
          type: "tokenize",
          tokenizing: { id, work, ...(requestId !== undefined && { requestId }) },
        },
        cancelCommand: { type: "cancel-tokenizing", id },
        resolve,
        fail,
      }));
    });
  }

  /** Takes the answer to a request. */
  handle({ id, outcome }: TokenizedReport): void {
    const request = this.end(id);
    if (outcome.kind === "failed") request?.fail(fromEngineFailure(outcome.failure));
    else request?.resolve(outcome);
  }
}

/** Tokens that a request will likely be about. */
function costOf(work: TokenizingWork): number {
  if (work.kind === "detokenize") return work.tokens.length / PACKED_ID_BYTES;
  const { prompt, infill } = work.prompt;
  if (infill === undefined) return likelyTokens(prompt);
  const texts = [infill.prefix, infill.suffix, ...(infill.files ?? []).map(({ text }) => text)];
  return texts.reduce((sum, text) => sum + likelyTokens(text), 0);
}
