import { pythonJson } from "../render.mjs";
import { change, frames } from "./words/json-frames.mjs";
import { answerPairs, jsonSystems } from "./words/json-words.mjs";

const weights = frames.reduce((sum, [weight]) => sum + weight, 0);

function drawFrame(random) {
  let left = random.next() * weights;
  for (const [weight, frame] of frames) {
    left -= weight;
    if (left < 0) return frame(random);
  }
  return frames[0][1](random);
}

/** The request as people type it; a value at its start keeps its case. */
function typed(random, request, answer) {
  let text = request;
  const [first] = text.split(" ");
  if (/^[A-Z][a-z]+$/.test(first) && !answer.includes(first)) {
    const lowered = text.charAt(0).toLowerCase() + text.slice(1);
    if (random.chance(0.25)) text = lowered;
    else if (random.chance(0.06)) text = `${random.pick(["Please", "Hey,", "Ok,"])} ${lowered}`;
  }
  return random.chance(0.15) ? text.replace(/\.$/, "") : text;
}

/** A request and its answer as two messages. */
function exchange(random, request, value) {
  const answer = pythonJson(value);
  return [
    { role: "user", content: typed(random, request, answer) },
    { role: "assistant", content: answer },
  ];
}

/**
 * A request for JSON, and an answer that is exactly one valid JSON value in the style of Python's `json.dumps`.
 * @param {{next(): number, integer(min: number, max: number): number, pick(array: any[]): any, chance(probability: number): boolean, shuffle(array: any[]): any[]}} random
 * @returns {{messages: {role: string, content: string}[]}}
 */
export function jsonAnswers(random) {
  if (random.chance(0.05)) {
    const [question, answer] = random.pick(answerPairs);
    const system = `${random.pick(jsonSystems)} Use the key "answer".`;
    return {
      messages: [
        { role: "system", content: random.chance(0.5) ? system : random.pick(jsonSystems) },
        { role: "user", content: question },
        { role: "assistant", content: pythonJson({ answer }) },
      ],
    };
  }
  let [request, value, system] = drawFrame(random);
  if (system === undefined && random.chance(0.15)) system = random.pick(jsonSystems);
  const messages = system === undefined ? [] : [{ role: "system", content: system }];
  messages.push(...exchange(random, request, value));
  while (
    !Array.isArray(value) &&
    Object.keys(value).length > 0 &&
    messages.length < 7 &&
    random.chance(0.12)
  ) {
    [request, value] = change(random, value);
    messages.push(...exchange(random, request, value));
  }
  return { messages };
}
