/**
 * @typedef {{name: string, arguments: Record<string, unknown>}} ToolCall
 * @typedef {{role: "system"|"user"|"assistant"|"tool", content: string, tool_calls?: ToolCall[]}} Message
 * @typedef {{type: "function", function: {name: string, description?: string, parameters: object}}} Tool
 * @typedef {{messages: Message[], tools?: Tool[]} | {text: string}} Sample
 */

/**
 * The training text of a sample in alternating pieces: what is given, what is to be learnt, what is given …
 * It is what `chat-template.jinja` makes of the same messages, written out here because it must run
 * hundreds of thousands of times; a test holds the two equal.
 *
 * @param {Sample} sample
 * @returns {string[]}
 */
export function renderSample(sample) {
  if ("text" in sample) return ["", `${sample.text}</s>`];
  const { messages, tools } = sample;
  const pieces = [systemTurn(messages, tools)];
  for (const message of messages[0].role === "system" ? messages.slice(1) : messages) {
    pieces[pieces.length - 1] += `<|im_start|>${message.role}\n`;
    const body = `${contentOf(message)}<|im_end|>`;
    if (message.role === "assistant") pieces.push(body, "\n");
    else pieces[pieces.length - 1] += `${body}\n`;
  }
  return pieces.slice(0, -1);
}

function systemTurn(messages, tools) {
  const system = messages[0].role === "system" ? messages[0].content : undefined;
  if (tools === undefined || tools.length === 0) {
    return system === undefined ? "" : `<|im_start|>system\n${system}<|im_end|>\n`;
  }
  const list = tools.map((tool) => `${pythonJson(tool.function)}\n`).join("");
  const intro = 'To use a tool, answer with <tool_call>{"name": ..., "arguments": ...}</tool_call>.';
  const own = system === undefined ? "" : `${system}\n\n`;
  return `<|im_start|>system\n${own}# Tools\n${intro}\n<tools>\n${list}</tools><|im_end|>\n`;
}

function contentOf({ content, tool_calls: calls }) {
  if (calls === undefined || calls.length === 0) return content;
  const texts = calls.map(
    (call) => `<tool_call>{"name": "${call.name}", "arguments": ${pythonJson(call.arguments)}}</tool_call>`,
  );
  return [...(content === "" ? [] : [content]), ...texts].join("\n");
}

/** JSON as Python's `json.dumps` writes it, which is what `tojson` of chat templates means. */
export function pythonJson(value) {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (value === null || typeof value !== "object") return JSON.stringify(value);
  const members = Object.entries(value).map(
    ([key, member]) => `${JSON.stringify(key)}: ${pythonJson(member)}`,
  );
  return `{${members.join(", ")}}`;
}
