import { describe } from "vitest";
import { testAnswers } from "../../../test/helpers/dialogue-cases.ts";

// As in the templates of functionary-small-v3.1 and v3.2 and MeetKai's prompt tests.
describe("3.2", () => {
  const prompt = "<|start_header_id|>assistant<|end_header_id|>\n\n>>>";
  const python = { name: "python", parameters: { type: "object", properties: { code: { type: "string" } } } };
  testAnswers("{{ '>>>all\\n' + message['content'] }}", [
    { name: "text", raw: "all\nHello,\n>>> world", prompt, text: "Hello,\n>>> world" },
    {
      name: "a call",
      raw: 'get_weather\n{"city": "Rome"}',
      prompt,
      calls: [["get_weather", { city: "Rome" }]],
    },
    {
      name: "text, then parallel calls",
      raw: 'all\nI look.\n>>>get_weather\n{"city": "Rome"}\n>>>get_time\n{}',
      prompt,
      text: "I look.",
      calls: [
        ["get_weather", { city: "Rome" }],
        ["get_time", {}],
      ],
    },
    {
      name: "the mark in the answer",
      raw: ">>>all\nHello",
      text: "Hello",
    },
    {
      name: "code",
      raw: 'python\nprint("hi")\n',
      prompt,
      tools: [python],
      calls: [["python", { code: 'print("hi")\n' }]],
    },
    { name: "a tool that is not offered", raw: 'rm\n{"a": 1}', prompt, text: '>>>rm\n{"a": 1}' },
    { name: "cut off", raw: 'get_weather\n{"city": "R', prompt, calls: [["get_weather", '{"city": "R']] },
  ]);
});

describe("3.1", () => {
  testAnswers("Here is an example,\\n<function=example>{}</function>", [
    {
      name: "calls",
      raw: 'So: <function=get_weather>{"city": "Rome"}</function>\n<function=get_time>{}</function>',
      text: "So:",
      calls: [
        ["get_weather", { city: "Rome" }],
        ["get_time", {}],
      ],
    },
    { name: "an unknown function", raw: "<function=rm>{}</function>", text: "<function=rm>{}</function>" },
    { name: "cut off", raw: '<function=get_weather>{"city"' },
    { name: "cut off behind a text", raw: "Wait. <function=get_wea", text: "Wait." },
  ]);
});
