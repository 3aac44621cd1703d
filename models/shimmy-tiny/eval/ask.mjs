import { renderPrompt } from "../data/render.mjs";
import { turnsOf } from "./grade.mjs";

/** Greedy, and long enough for every right answer. */
const OPTIONS = { temperature: 0, maxTokens: 200 };

/**
 * Puts one item of the rubric to the model; in a conversation the model sees its own earlier answers.
 *
 * @param {{ generate(input: object, options: object): Promise<string> }} model loaded by the library
 * @param {import("./grade.mjs").QuestionItem | import("./grade.mjs").ConversationItem | import("./grade.mjs").ToolItem} item
 * @returns {Promise<string[]>} one answer for each turn
 */
export async function ask(model, item) {
  const messages = item.system === undefined ? [] : [{ role: "system", content: item.system }];
  const answers = [];
  for (const { prompt } of turnsOf(item)) {
    messages.push({ role: "user", content: prompt });
    const answer = await model.generate(inputOf(messages, item.tools), OPTIONS);
    messages.push({ role: "assistant", content: answer });
    answers.push(answer);
  }
  return answers;
}

function inputOf(messages, tools) {
  if (tools === undefined) return { kind: "messages", messages: [...messages] };
  return { kind: "prompt", text: renderPrompt(messages, tools), parseSpecial: true };
}
