import type { AnswerPart, EndEvent, FinishReason, TextEvent } from "../../src/core/generation-event.ts";
import type {
  EmbedRequest,
  GenerationRequest,
  PullModelRequest,
  PullProgress,
  RerankRequest,
  RunningGeneration,
  TokenizeRequest,
} from "../../src/service/shimmy-service.ts";

/** A text, one with all that it brings, or any other part of an answer. */
type ScriptedPiece = string | Omit<TextEvent, "type"> | AnswerPart;

/** What the scripted engine does with one request. */
export interface Script {
  /** Waited for before the slot is given; throw to refuse. */
  readonly accept?: (request: GenerationRequest) => void | Promise<void>;
  /** Waited for before embeddings or scores are given; throw to refuse. */
  readonly acceptEmbedding?: (request: EmbedRequest | RerankRequest) => void | Promise<void>;
  /** Waited for before tokens are given; throw to refuse. */
  readonly acceptTokenizing?: (request: Pick<TokenizeRequest, "signal" | "client">) => void | Promise<void>;
  /** Pieces of the answer; each counts as one token. Where it waits, it must heed `request.signal`. */
  readonly pieces?: (request: GenerationRequest) => Iterable<ScriptedPiece> | AsyncIterable<ScriptedPiece>;
  /** Progress of a pull; absent is a model that is there already. */
  readonly pull?: (request: PullModelRequest) => AsyncGenerator<PullProgress, void, undefined>;
  /** Absent is `tool-calls` for an answer with calls, and `stop` for any other. */
  readonly finishReason?: FinishReason;
  /** Ends without an `end` event, which a real service never does. */
  readonly loseEnd?: boolean;
}

export const SCRIPTED_SEED = 42;
export const PROMPT_TOKENS = 5;
const QUEUE_MS = 1.5;
const PROMPT_MS = 10;
const GENERATION_MS = 20;
const DRAFT_TOKENS = 6;
const DRAFT_ACCEPTED_TOKENS = 4;

/** Plays the answer to a request. */
export async function* playScript(request: GenerationRequest, script: Script): RunningGeneration["events"] {
  let count = 0;
  let reasoningTokens = 0;
  let hasCalls = false;
  for await (const piece of script.pieces?.(request) ?? []) {
    count += 1;
    const part: AnswerPart =
      typeof piece === "string"
        ? { type: "text", text: piece }
        : "type" in piece
          ? piece
          : { type: "text", ...piece };
    if (part.type === "reasoning") reasoningTokens += 1;
    if (part.type === "tool-call") hasCalls = true;
    yield part;
  }
  if (script.loseEnd) return;
  const end: EndEvent = {
    type: "end",
    finishReason: script.finishReason ?? (hasCalls ? "tool-calls" : "stop"),
    usage: { promptTokens: PROMPT_TOKENS, completionTokens: count, cachedTokens: 2, reasoningTokens },
    timings: {
      queueMs: QUEUE_MS,
      promptMs: PROMPT_MS,
      generationMs: GENERATION_MS,
      draftTokens: DRAFT_TOKENS,
      draftAcceptedTokens: DRAFT_ACCEPTED_TOKENS,
    },
    seed: request.options.seed ?? SCRIPTED_SEED,
    ...(request.returnTokens === true && { tokens: [1, 2, 3] }),
  };
  yield end;
}
