import { ShimmyError } from "../../core/errors.ts";
import type { EndEvent } from "../../core/generation-event.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { RunningGeneration } from "../../service/shimmy-service.ts";
import { type AnswerTotals, totalsOf } from "./answer-totals.ts";
import type { BegunChoices } from "./begin-choices.ts";

/** A whole answer. */
export interface CollectedAnswer {
  readonly text: string;
  /** Of all its tokens; empty where none were asked for. */
  readonly logprobs: readonly TokenLogprob[];
  readonly end: EndEvent;
}

/** All answers to a request. */
export interface CollectedChoices {
  readonly answers: readonly CollectedAnswer[];
  readonly totals: AnswerTotals;
}

/**
 * Waits for the whole answer.
 *
 * @throws ShimmyError what the generation throws, and `internal` when it stops without an end.
 */
export async function collectAnswer(events: RunningGeneration["events"]): Promise<CollectedAnswer> {
  const [answer] = await collect(events, 1);
  if (answer === undefined) throw missingEnd();
  return answer;
}

/** Waits for all answers; throws as {@link collectAnswer} does. */
export async function collectChoices({ events, count, perPrompt }: BegunChoices): Promise<CollectedChoices> {
  const answers = await collect(events, count);
  return {
    answers,
    totals: totalsOf(
      answers.map(({ end }) => end),
      perPrompt,
    ),
  };
}

async function collect(events: BegunChoices["events"], count: number): Promise<readonly CollectedAnswer[]> {
  const texts = new Array<string>(count).fill("");
  const logprobs = texts.map((): TokenLogprob[] => []);
  const answers: CollectedAnswer[] = [];
  let open = count;
  for await (const event of events) {
    const choice = event.choice ?? 0;
    const tokens = logprobs[choice] ?? [];
    if (event.type === "text") {
      texts[choice] += event.text;
      // one by one, because a spread of many tokens would overflow the stack
      for (const token of event.logprobs ?? []) tokens.push(token);
      continue;
    }
    const { choice: _, ...end } = event;
    answers[choice] = { text: texts[choice] ?? "", logprobs: tokens, end };
    open -= 1;
    if (open === 0) return answers;
  }
  throw missingEnd();
}

/** The error of a generation that stops without telling why, which the service promises never to do. */
export function missingEnd(): ShimmyError {
  return new ShimmyError("internal", "The generation stopped without saying why; the server's log may tell.");
}
