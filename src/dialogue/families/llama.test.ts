import { testAnswers } from "../../../test/helpers/dialogue-cases.ts";

// As in Meta's model cards of Llama 3.1 to 3.3 (prompt formats) and vLLM's tests of its llama and pythonic parsers.
const template = `{{- '<|start_header_id|>assistant<|end_header_id|>' }}{{- "<|python_tag|>" + tool_call.name + ".call(" }}`;

testAnswers(template, [
  { name: "text", raw: "The weather is fine.", text: "The weather is fine." },
  {
    name: "a call",
    raw: '{"name": "get_weather", "parameters": {"city": "San Francisco", "unit": "celsius"}}',
    calls: [["get_weather", { city: "San Francisco", unit: "celsius" }]],
  },
  {
    name: "a call with its type",
    raw: '\n{"type": "function", "name": "get_weather", "parameters": {"city": "Rome"}}',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "several calls, parted by semicolons",
    raw: '{"name": "get_weather", "parameters": {"city": "Rome"}}; {"name": "get_time", "parameters": {}}',
    calls: [
      ["get_weather", { city: "Rome" }],
      ["get_time", {}],
    ],
  },
  {
    name: "JSON behind the Python mark",
    raw: '<|python_tag|>{"name": "get_weather", "parameters": {"city": "Rome"}}<|eom_id|>',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "a built-in tool",
    raw: '<|python_tag|>brave_search.call(query="weather in \\"Rome\\"")',
    tools: [
      { name: "brave_search", parameters: { type: "object", properties: { query: { type: "string" } } } },
    ],
    calls: [["brave_search", { query: 'weather in "Rome"' }]],
  },
  {
    name: "code for the tool that runs it",
    raw: '<|python_tag|>import math\nprint("√2 =", math.sqrt(2))\n',
    tools: [{ name: "python", parameters: { type: "object", properties: { code: { type: "string" } } } }],
    calls: [["python", { code: 'import math\nprint("√2 =", math.sqrt(2))\n' }]],
  },
  {
    name: "code without such a tool",
    raw: '<|python_tag|>print("hi")',
    text: '<|python_tag|>print("hi")',
  },
  {
    name: "a custom function",
    raw: '<function=get_weather>{"city": "Rome"}</function>',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "calls in a Python list",
    raw: "[get_weather(city='Rome', days=3), get_time()]",
    calls: [
      ["get_weather", { city: "Rome", days: 3 }],
      ["get_time", {}],
    ],
  },
  {
    name: "Python's values",
    raw: `[write_file(path="a\\tb", content='''it's\n"so"''', mode=None, tags=['x', "ü", ('y',), {'k': True},], note=.5)]`,
    calls: [
      [
        "write_file",
        { path: "a\tb", content: 'it\'s\n"so"', mode: null, tags: ["x", "ü", ["y"], { k: true }], note: 0.5 },
      ],
    ],
  },
  {
    name: "Python values without names",
    raw: '[get_weather("Rome", unit="celsius")]',
    calls: [["get_weather", { city: "Rome", unit: "celsius" }]],
  },
  {
    name: "JSON that is no call",
    raw: '{"city": "Rome", "name": "get_time"}',
    text: '{"city": "Rome", "name": "get_time"}',
  },
  {
    name: "JSON with a name that is no tool's",
    raw: '{"name": "Ann", "age": 3} is she',
    text: '{"name": "Ann", "age": 3} is she',
  },
  { name: "a list that is no call", raw: "[1, 2] and [so](on)", text: "[1, 2] and [so](on)" },
  {
    name: "a call within text",
    raw: 'I look.\n\n{"name": "get_weather", "parameters": {"city": "Rome"}} So.',
    text: "I look. So.",
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "JSON within text",
    raw: 'Write {"name": "Ann"} or {"type": "function", "name": "rm"}, so.',
    text: 'Write {"name": "Ann"} or {"type": "function", "name": "rm"}, so.',
  },
  {
    name: "text behind a call",
    raw: '{"name": "get_time", "parameters": {}}\n\nLet us see.',
    text: "Let us see.",
    calls: [["get_time", {}]],
  },
  {
    name: "cut off in a Python call",
    raw: "[get_weather(city='Ro",
  },
  { name: "cut off in the name", raw: '{"name": "get_wea' },
  { name: "cut off behind the type", raw: '{"type": "function", "na' },
  { name: "JSON that is cut off", raw: '{"name": "Ali', text: '{"name": "Ali' },
  { name: "a list that is cut off", raw: "[Rome, Par", text: "[Rome, Par" },
  {
    name: "JSON without a name that is cut off",
    raw: '{"answ',
    text: '{"answ',
  },
  {
    name: "cut off in the second of two calls",
    raw: '{"name": "get_time", "parameters": {}}; {"name": "get_wea',
    calls: [["get_time", {}]],
  },
]);
