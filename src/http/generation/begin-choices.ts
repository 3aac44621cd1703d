import { randomInt } from "node:crypto";
import { setMaxListeners } from "node:events";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
import { isLoadWait, type RequestWait } from "../../core/queue-activity.ts";
import { unlessAborted } from "../../service/run-generation.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import type { HttpContext } from "../http-context.ts";
import { MAX_CHOICES_AT_ONCE } from "../http-limits.ts";
import { type BegunGeneration, beginGeneration, type HttpGenerationRequest } from "./begin-generation.ts";
import type { ChoiceEvent } from "./choice-event.ts";
import { interleave } from "./interleave.ts";

/** The answers to one request, one of them with a slot. */
export interface BegunChoices extends BegunGeneration {
  /** How many answers there are; each ends with an `end` event of its own. */
  readonly count: number;
  /** Answers to the same prompt stand together. */
  readonly perPrompt: number;
  /** Events of all answers as they come. Errors are thrown; returning early cancels all answers. */
  readonly events: AsyncGenerator<ChoiceEvent, void, undefined>;
}

/** Several answers as the service is asked for them: one request for each prompt. */
export interface ChoicesRequest {
  /** At least one; those after the first differ from it in their input alone. */
  readonly prompts: readonly [HttpGenerationRequest, ...HttpGenerationRequest[]];
  /** Answers to each prompt, OpenAI's `n`. */
  readonly perPrompt: number;
}

/**
 * Begins as many generations as the request has answers, all over the one way to the service; one after another where
 * they are more than {@link MAX_CHOICES_AT_ONCE}. The first begins alone, until it has a slot or a place in the queue. One
 * of the others for which the queue has no room then waits until one of them ends. Any other failure of one ends all, and
 * so does the client's leaving. Answer `index` has the seed of the first plus `index`.
 *
 * @returns once one of them has a slot.
 * @throws ShimmyError whatever keeps one of them from its slot before.
 */
export async function beginChoices(
  context: Pick<HttpContext, "service" | "metrics">,
  { prompts, perPrompt }: ChoicesRequest,
): Promise<BegunChoices> {
  const [first] = prompts;
  const count = prompts.length * perPrompt;
  if (count === 1) return { ...(await beginGeneration(context, first)), count, perPrompt };

  const stopped = new AbortController();
  const stop = () => stopped.abort(new ShimmyError("cancelled", "The other answers were stopped."));
  const signal = AbortSignal.any([first.signal, stopped.signal]);
  // every answer listens to it, so that many listeners are no sign of a leak
  setMaxListeners(0, signal);
  const seed = first.options.seed ?? randomInt(SEED_COUNT);
  const requests = prompts.flatMap((prompt) => Array.from({ length: perPrompt }, () => prompt));
  const ends = new Ends();
  // those that were asked for and have not ended
  let live = 0;
  const begin = async (index: number, onQueued: GenerationRequest["onQueued"]): Promise<BegunGeneration> => {
    const request = requests[index] ?? first;
    const options = { ...request.options, seed: (seed + index) % SEED_COUNT };
    const requestId = `${request.requestId}.${index}`;
    for (;;) {
      // where all are stopped already, none is to begin
      if (signal.aborted) throw abortError(signal);
      const ended = ends.next;
      let waits = false as boolean;
      const isFinal = (error: ShimmyError): boolean => {
        live -= 1;
        waits = isFullQueue(error) && live > 0;
        return !waits;
      };
      live += 1;
      try {
        return await beginGeneration(context, { ...request, options, signal, requestId, onQueued }, isFinal);
      } catch (error) {
        if (!waits) throw error;
      }
      await unlessAborted(ended, signal);
    }
  };
  const beginNext = (index: number) => begin(index, requests[index]?.onQueued);

  let hasPlace = (): void => {};
  const queued = new Promise<void>((resolve) => {
    hasPlace = resolve;
  });
  const onFirstQueued = (wait: RequestWait): void => {
    first.onQueued?.(wait);
    if (!isLoadWait(wait)) hasPlace();
  };
  const early = [begin(0, onFirstQueued)];
  try {
    await Promise.race([...early, queued]);
    for (let index = 1; index < Math.min(count, MAX_CHOICES_AT_ONCE); index++) early.push(beginNext(index));
    const accepted = await Promise.race(early);
    let open = count;
    const answers = interleave({
      open: async (index) => (await (early[index] ?? beginNext(index))).events,
      count,
      atOnce: MAX_CHOICES_AT_ONCE,
      stop: () => {
        if (open > 0) stop();
      },
    });
    // whoever fails before the reader begins is reported to the reader
    for (const begun of early) begun.catch(() => undefined);
    const events = numbered(answers, () => {
      open -= 1;
      live -= 1;
      ends.tell();
    });
    return { ...accepted, seed, count, perPrompt, events };
  } catch (thrown) {
    stop();
    await Promise.allSettled(early.map(async (begun) => (await begun).events.return()));
    throw thrown;
  }
}

/** Tells those who wait for it that an answer ended. */
class Ends {
  /** Resolves at the next end. */
  next: Promise<void>;
  private resolve: () => void = () => {};

  constructor() {
    this.next = this.renew();
  }

  tell(): void {
    this.resolve();
    this.next = this.renew();
  }

  private renew(): Promise<void> {
    return new Promise((resolve) => {
      this.resolve = resolve;
    });
  }
}

/** True where there is no room in the queue, which those that leave it make. */
function isFullQueue({ code }: ShimmyError): boolean {
  return code === "queue_full" || code === "rate_limited";
}

const SEED_COUNT = GENERATION_NUMBER_RULES.seed.max + 1;

async function* numbered(
  answers: AsyncGenerator<readonly [number, ChoiceEvent], void, undefined>,
  onEnd: () => void,
): BegunChoices["events"] {
  for await (const [choice, event] of answers) {
    if (event.type === "end") onEnd();
    yield { ...event, choice };
  }
}
