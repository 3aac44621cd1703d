import { at, type JsonObject, numberAt, postJson, textAt } from "../helpers/http-client.ts";
import { makeAsk, type Random, type SoakAsk, type SoakKind } from "./soak-asks.ts";

/** An ask whose answer is known: the text that the server gave to it alone. */
export interface KnownAnswer extends SoakAsk {
  readonly text: string;
  readonly finishReason: string;
  readonly promptTokens: number;
  readonly completionTokens: number;
}

/** What answers are looked for. */
export interface KnownAnswerSearch {
  readonly kind: SoakKind;
  readonly count: number;
  /**
   * Distance of log probabilities, in nats, from which a choice between two tokens is clear: sums of floating-point
   * numbers depend a little on what else is in a batch, and with flash attention on where in the cells it lies.
   */
  readonly clearGap: number;
  readonly random: Random;
}

/** Asks of a kind that are tried; some kinds have few different ones. */
const MOST_TRIALS = 100;
/** Tokens of a free text that say enough. */
const FEWEST_TOKENS = 2;

/**
 * Finds asks of a kind whose answers hang on no near tie, each answered alone by an idle server, with nothing taken
 * from a cache. A free text may end before the first near tie.
 *
 * @returns at least one, and fewer than `count` where not so many were found.
 * @throws Error when no ask of the kind that was tried has such an answer.
 */
export async function findKnownAnswers(
  url: string,
  { kind, count, clearGap, random }: KnownAnswerSearch,
): Promise<KnownAnswer[]> {
  const found: KnownAnswer[] = [];
  const tried = new Set<string>();
  for (let trial = 0; trial < MOST_TRIALS && found.length < count; trial++) {
    const made = makeAsk(kind, random);
    const name = JSON.stringify(made);
    if (tried.has(name)) continue;
    tried.add(name);
    const ask = await clearAsk(url, made, clearGap);
    if (ask === undefined) continue;
    const known = toKnown(ask, await answerAlone(url, ask));
    found.push(known);
    // half of the free ones once more, cut short by a piece of their own text
    if (found.length < count && ask.hasForm === undefined && random() < 0.5) {
      const cut = await cutByStop(url, known);
      if (cut !== undefined) found.push(cut);
    }
  }
  if (found.length === 0) throw new Error(`No ask of kind ${kind} has a clear answer.`);
  return found;
}

/** The ask, with an answer that is clear throughout; undefined where there is none of some length. */
async function clearAsk(url: string, ask: SoakAsk, clearGap: number): Promise<SoakAsk | undefined> {
  const answer = await answerAlone(url, ask);
  const tokens = entriesAt(answer, "logprobs");
  const unclear = tokens.findIndex((token) => !isClearChoice(token, clearGap));
  const clearTokens = unclear === -1 ? tokens.length : unclear;
  if (clearTokens < FEWEST_TOKENS) return undefined;
  if (unclear === -1 && (await endsClearly(url, ask, answer, clearGap))) return ask;
  // a text of some form is wanted whole
  return ask.hasForm === undefined
    ? { ...ask, fields: { ...ask.fields, max_tokens: clearTokens } }
    : undefined;
}

/** Everything about a request but what it asks for: here, the likeliest answer and all there is to know of it. */
const ALONE = { temperature: 0, n_probs: 20, cache_prompt: false, stream: false };

function answerAlone(url: string, { input, fields }: SoakAsk, more: JsonObject = {}): Promise<JsonObject> {
  return postJson(`${url}/api/generate`, { raw: "prompt" in input, ...input, ...fields, ...ALONE, ...more });
}

function toKnown(ask: SoakAsk, answer: JsonObject): KnownAnswer {
  return {
    ...ask,
    text: textAt(answer, "response"),
    finishReason: textAt(answer, "done_reason"),
    promptTokens: numberAt(answer, "usage", "prompt_tokens"),
    completionTokens: numberAt(answer, "usage", "completion_tokens"),
  };
}

async function cutByStop(url: string, known: KnownAnswer): Promise<KnownAnswer | undefined> {
  const middle = Math.floor(known.text.length / 2);
  const stop = known.text.slice(middle, middle + 3);
  if (middle === 0 || stop.length < 3) return undefined;
  const ask = { ...known, fields: { ...known.fields, stop: [stop] } };
  return toKnown(ask, await answerAlone(url, ask));
}

/**
 * True when no other token was nearly as likely as the chosen one. What a grammar forbade counts too where it was
 * near, because nobody tells that it was forbidden.
 */
function isClearChoice(token: unknown, clearGap: number): boolean {
  const chosen = numberAt(token, "logprob");
  const shown = entriesAt(token, "top_logprobs");
  const others = shown.filter((other) => textAt(other, "token") !== textAt(token, "token"));
  const least = Math.min(...shown.map((other) => numberAt(other, "logprob")));
  // below the shown ones, nobody knows who else is near
  if (chosen <= least) return false;
  return others.every((other) => Math.abs(numberAt(other, "logprob") - chosen) > clearGap);
}

/** The token that ends an answer is not shown, so the choice of it is looked at where the answer may not end. */
async function endsClearly(
  url: string,
  ask: SoakAsk,
  answer: JsonObject,
  clearGap: number,
): Promise<boolean> {
  if (textAt(answer, "done_reason") !== "stop" || ask.hasForm !== undefined) return true;
  const length = entriesAt(answer, "logprobs").length;
  const longer = await answerAlone(url, ask, { ignore_eos: true, max_tokens: length + 1 });
  const [likeliest, next] = entriesAt(entriesAt(longer, "logprobs")[length], "top_logprobs");
  if (likeliest === undefined || next === undefined) return false;
  return numberAt(likeliest, "logprob") - numberAt(next, "logprob") > clearGap;
}

function entriesAt(value: unknown, key: string): readonly unknown[] {
  const entries = at(value, key);
  if (!Array.isArray(entries)) throw new Error(`no list of ${key} in ${JSON.stringify(value)}`);
  return entries;
}
