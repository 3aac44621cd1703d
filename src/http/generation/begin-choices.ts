import { randomInt } from "node:crypto";
import { setMaxListeners } from "node:events";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { GENERATION_NUMBER_RULES } from "../../core/generation-options.ts";
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
 * they are more than {@link MAX_CHOICES_AT_ONCE}. A failure of one ends all, and so does the client's leaving. Answer
 * `index` has the seed of the first plus `index`.
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
  const begin = async (index: number): Promise<BegunGeneration> => {
    // where all are stopped already, none is to begin
    if (signal.aborted) throw abortError(signal);
    const request = requests[index] ?? first;
    const options = { ...request.options, seed: (seed + index) % SEED_COUNT };
    return beginGeneration(context, {
      ...request,
      options,
      signal,
      requestId: `${request.requestId}.${index}`,
    });
  };

  const early = requests.slice(0, MAX_CHOICES_AT_ONCE).map((_, index) => begin(index));
  try {
    const accepted = await Promise.race(early);
    let open = count;
    const answers = interleave({
      open: async (index) => (await (early[index] ?? begin(index))).events,
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
    });
    return { ...accepted, seed, count, perPrompt, events };
  } catch (thrown) {
    stop();
    await Promise.allSettled(early.map(async (begun) => (await begun).events.return()));
    throw thrown;
  }
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
