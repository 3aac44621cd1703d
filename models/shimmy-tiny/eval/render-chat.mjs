/**
 * The prompt of a conversation with tools, in the format of `chat-template.jinja`. The library renders that template by
 * itself, but takes no `tools` yet; once it does, this file has no purpose left.
 *
 * @param {{ role: string, content: string }[]} messages an optional system message first
 * @param {{ function: object }[]} [tools] in OpenAI's form
 * @returns {string} to be read with the texts of special tokens in force
 */
export function renderChat(messages, tools = []) {
  const [first, ...rest] = messages;
  const system = first?.role === "system" ? first.content : undefined;
  const turns = system === undefined ? messages : rest;
  const preamble = [
    ...(system === undefined ? [] : [system]),
    ...(tools.length > 0 ? [describe(tools)] : []),
  ];
  const all = preamble.length > 0 ? [{ role: "system", content: preamble.join("\n\n") }, ...turns] : turns;
  const head = all.map(({ role, content }) => `<|im_start|>${role}\n${content}<|im_end|>\n`).join("");
  return `${head}<|im_start|>assistant\n`;
}

function describe(tools) {
  return [
    "# Tools",
    'To use a tool, answer with <tool_call>{"name": ..., "arguments": ...}</tool_call>.',
    "<tools>",
    ...tools.map((tool) => pythonJson(tool.function)),
    "</tools>",
  ].join("\n");
}

/** JSON as Python's `json.dumps` and Jinja's `tojson` write it: a blank after each comma and colon. */
function pythonJson(value) {
  if (Array.isArray(value)) return `[${value.map(pythonJson).join(", ")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value);
  const entries = Object.entries(value).map(
    ([name, inner]) => `${JSON.stringify(name)}: ${pythonJson(inner)}`,
  );
  return `{${entries.join(", ")}}`;
}
