import { testAnswers } from "../../../test/helpers/dialogue-cases.ts";

// As in the model cards and templates of Qwen2.5-7B-Instruct, Qwen3-8B and Hermes-3-Llama-3.1-8B, and the cases for
// them in llama.cpp's tests/test-chat.cpp.
const template = `{%- if tools %}{{- '<tools>' }}{{- "<tool_call>\\n{\\"name\\": <function-name>" }}{%- endif %}`;
const weather = '{"name": "get_weather", "arguments": {"city": "Paris"}}';

testAnswers(template, [
  { name: "text alone, white space and all", raw: " Hello,\n\nworld \n", text: " Hello,\n\nworld \n" },
  { name: "nothing", raw: "" },
  {
    name: "a call on lines of its own",
    raw: `<tool_call>\n${weather}\n</tool_call>`,
    calls: [["get_weather", { city: "Paris" }]],
  },
  {
    name: "our own model's, without lines",
    raw: '<tool_call>{"name": "get_time", "arguments": {}}</tool_call>',
    calls: [["get_time", {}]],
  },
  {
    name: "text before the call",
    raw: `Let me look.\n\n<tool_call>\n${weather}\n</tool_call>\n`,
    text: "Let me look.",
    calls: [["get_weather", { city: "Paris" }]],
  },
  {
    name: "text before, between and after",
    raw: `One.\n<tool_call>${weather}</tool_call>\nTwo. <tool_call>${weather}</tool_call>\n\nThree.`,
    text: "One.\nTwo.\n\nThree.",
    calls: [
      ["get_weather", { city: "Paris" }],
      ["get_weather", { city: "Paris" }],
    ],
  },
  {
    name: "parallel calls",
    raw: `<tool_call>\n${weather}\n</tool_call>\n<tool_call>\n{"name": "get_time", "arguments": {}}\n</tool_call>`,
    calls: [
      ["get_weather", { city: "Paris" }],
      ["get_time", {}],
    ],
  },
  {
    name: "several calls in one mark",
    raw: `<tool_call>\n${weather}\n{"name": "get_time"}\n</tool_call>`,
    calls: [
      ["get_weather", { city: "Paris" }],
      ["get_time", {}],
    ],
  },
  {
    name: "thoughts, then a call",
    raw: `<think>\nThe user asks…\n</think>\n\n<tool_call>\n${weather}\n</tool_call>`,
    reasoning: "The user asks…",
    calls: [["get_weather", { city: "Paris" }]],
  },
  { name: "thoughts, then text", raw: "<think>\nHm.\n</think>\n\nYes. ", reasoning: "Hm.", text: "Yes. " },
  { name: "thoughts only", raw: "<think>\nHm, wait. ", reasoning: "Hm, wait. " },
  { name: "empty thoughts", raw: "<think>\n\n</think>\n\nYes.", text: "Yes." },
  {
    name: "thoughts that the prompt has opened",
    raw: "I should look.\n</think>\nYes.",
    prompt: "<|im_start|>assistant\n<think>\n",
    reasoning: "I should look.",
    text: "Yes.",
  },
  {
    name: "thoughts that the prompt has closed at once",
    raw: "Yes.",
    prompt: "<|im_start|>assistant\n<think>\n\n</think>\n\n",
    text: "Yes.",
  },
  {
    name: "a call that is only thought of",
    raw: `<think>Maybe <tool_call>${weather}</tool_call>?</think>No.`,
    reasoning: `Maybe <tool_call>${weather}</tool_call>?`,
    text: "No.",
  },
  {
    name: "a mark of thoughts within text",
    raw: "Write <think>a</think> so.",
    text: "Write <think>a</think> so.",
  },
  {
    name: "unicode, escapes and brackets in arguments",
    raw: '<tool_call>{"name": "get_weather", "arguments": {"city": "S\\u00e3o \\"P\\" 東京 🗼 </tool_call>{}", "days": -1.5e3}}</tool_call>',
    calls: [["get_weather", { city: 'São "P" 東京 🗼 </tool_call>{}', days: -1500 }]],
  },
  {
    name: "line breaks in a string as they are",
    raw: '<tool_call>{"name": "write_file", "arguments": {"path": "a", "content": "1\n\t2"}}</tool_call>',
    calls: [["write_file", { path: "a", content: "1\n\t2" }]],
  },
  {
    name: "arguments before the name",
    raw: '<tool_call>{"arguments": {"city": "Rome"}, "name": "get_weather"}</tool_call>',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "arguments as JSON text",
    raw: '<tool_call>{"id": 3, "name": "get_weather", "arguments": "{\\"city\\": \\"Rome\\"}"}</tool_call>',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "OpenAI's shape",
    raw: '<tool_call>{"type": "function", "function": {"name": "get_weather", "parameters": {"city": "Rome"}}, "id": "x"}</tool_call>',
    calls: [["get_weather", { city: "Rome" }]],
  },
  {
    name: "null for no arguments",
    raw: '<tool_call>{"name": "get_time", "arguments": null}</tool_call>',
    calls: [["get_time", {}]],
  },
  {
    name: "a tool that is not offered",
    raw: 'So: <tool_call>{"name": "rm", "arguments": {}}</tool_call> there',
    text: 'So: <tool_call>{"name": "rm", "arguments": {}}</tool_call> there',
  },
  {
    name: "a call behind one that is none",
    raw: `<tool_call>nonsense <tool_call>${weather}</tool_call>`,
    text: "<tool_call>nonsense",
    calls: [["get_weather", { city: "Paris" }]],
  },
  {
    name: "broken JSON",
    raw: '<tool_call>{"name": "get_weather", "arguments": {city: "Paris"}}</tool_call>',
    text: '<tool_call>{"name": "get_weather", "arguments": {city: "Paris"}}</tool_call>',
  },
  {
    name: "arguments that are no object",
    raw: '<tool_call>{"name": "get_weather", "arguments": ["Paris"]}</tool_call>',
    text: '<tool_call>{"name": "get_weather", "arguments": ["Paris"]}</tool_call>',
  },
  {
    name: "cut off in the name",
    raw: '<tool_call>\n{"name": "get_wea',
  },
  { name: "cut off behind the mark", raw: "Let me see.\n<tool_call>\n", text: "Let me see." },
  {
    name: "cut off in the name, without any tools",
    raw: '<tool_call>\n{"name": "get_wea',
    tools: [],
    text: '<tool_call>\n{"name": "get_wea',
  },
  {
    name: "cut off in the arguments",
    raw: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Par',
    calls: [["get_weather", '{"city": "Par']],
  },
  {
    name: "cut off behind the arguments",
    raw: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}',
    calls: [["get_weather", { city: "Paris" }]],
  },
  {
    name: "a bracket too few",
    raw: '<tool_call>\n{"name": "get_weather", "arguments": {"city": "Paris"}\n</tool_call>\nDone.',
    text: "Done.",
    calls: [["get_weather", { city: "Paris" }]],
  },
  { name: "cut off in a mark", raw: "Hello <tool_c", text: "Hello <tool_c" },
  {
    name: "calls without any tools",
    raw: `<tool_call>${weather}</tool_call>`,
    tools: [],
    text: `<tool_call>${weather}</tool_call>`,
  },
]);
