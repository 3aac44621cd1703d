import { turnsOf } from "./grade.mjs";

/** Greedy, and long enough for every right answer. */
const OPTIONS = { temperature: 0, maxTokens: 200 };

/**
 * Puts one item of the rubric to the model as a client would, tools with Shimmy's own handling of them; in a conversation
 * the model sees its own earlier answers.
 *
 * @param {{ stream(input: object, options: object): AsyncIterable<object> }} model loaded by the library
 * @param {import("./grade.mjs").QuestionItem | import("./grade.mjs").ConversationItem | import("./grade.mjs").ToolItem} item
 * @returns {Promise<string[]>} one answer for each turn
 */
export async function ask(model, item) {
  const messages = item.system === undefined ? [] : [{ role: "system", content: item.system }];
  const answers = [];
  for (const { prompt } of turnsOf(item)) {
    messages.push({ role: "user", content: prompt });
    const input = {
      kind: "messages",
      messages: [...messages],
      tools: item.tools?.map((tool) => tool.function),
    };
    const answer = await answerTo(model, input);
    messages.push({ role: "assistant", content: answer });
    answers.push(answer);
  }
  return answers;
}

/** The text of an answer; calls of tools as the model writes them, one after the other behind it. */
async function answerTo(model, input) {
  let text = "";
  const calls = [];
  for await (const event of model.stream(input, OPTIONS)) {
    if (event.type === "text") text += event.text;
    else if (event.type === "tool-call") calls.push({ name: event.name, body: "" });
    else if (event.type === "tool-arguments") calls[event.index].body += event.text;
  }
  const written = calls.map(
    ({ name, body }) => `<tool_call>{"name": ${JSON.stringify(name)}, "arguments": ${body}}</tool_call>`,
  );
  return [...(text === "" ? [] : [text]), ...written].join("\n");
}
