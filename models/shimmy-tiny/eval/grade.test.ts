import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

interface Call {
  readonly name: string;
  readonly arguments: Readonly<Record<string, unknown>>;
}
interface Item {
  readonly id: string;
  readonly prompt?: string;
  readonly mustMatch?: readonly string[];
  readonly mustNotMatch?: readonly string[];
  readonly turns?: readonly Item[];
  readonly tools?: readonly object[];
  readonly calls?: readonly Call[];
}
interface Group {
  readonly id: string;
  readonly title: string;
  readonly kind: string;
  readonly bar?: number;
  readonly items: readonly Item[];
}
interface GroupResult {
  readonly group: Group;
  readonly results: readonly { item: Item; answers: readonly string[]; problems: readonly string[] }[];
}
type Grade = (kind: string, item: object, answers: readonly string[]) => string[];
type Table = (groups: readonly GroupResult[]) => string;

const at = (file: string): string => new URL(file, import.meta.url).href;
const { demandsOf, grade } = (await import(at("grade.mjs"))) as {
  demandsOf: (group: Group) => readonly Group[];
  grade: Grade;
};
const { markdownTable, score } = (await import(at("print-table.mjs"))) as {
  markdownTable: Table;
  score: (group: GroupResult) => { passed: number; of: number; met: boolean };
};
const { groups } = JSON.parse(readFileSync(new URL("rubric.json", import.meta.url), "utf8")) as {
  groups: readonly Group[];
};

const WEATHER = {
  type: "function",
  function: {
    name: "get_weather",
    description: "Weather",
    parameters: {
      type: "object",
      properties: { city: { type: "string" }, days: { type: "integer" } },
      required: ["city"],
    },
  },
};

const called = (call: object): string => `<tool_call>${JSON.stringify(call)}</tool_call>`;
const oslo = { name: "get_weather", arguments: { city: "Oslo" } };
const rome = { name: "get_weather", arguments: { city: "Rome" } };

describe("the rubric", () => {
  it("has 60 items in four groups, each with an id of its own", () => {
    expect(groups.map(({ id, items }) => [id, items.length])).toEqual([
      ["shimmy", 30],
      ["identity", 10],
      ["conversations", 10],
      ["tools", 10],
    ]);
    expect(new Set(groups.flatMap(({ items }) => items.map(({ id }) => id))).size).toBe(60);
  });

  it("asks nothing twice and fails an empty answer and an unrelated one", () => {
    const texts = groups.flatMap(({ items }) => items.flatMap((item) => item.turns ?? [item]));
    expect(new Set(texts.map(({ prompt }) => prompt)).size).toBe(texts.length);
    for (const { kind, items } of groups) {
      for (const item of items) {
        const turns = (item.turns ?? [item]).length;
        expect(grade(kind, item, new Array(turns).fill("")), item.id).not.toEqual([]);
        expect(grade(kind, item, new Array(turns).fill("The sky is blue.")), item.id).not.toEqual([]);
      }
    }
  });

  it("accepts the calls that each tool item itself states", () => {
    for (const item of groups.find(({ id }) => id === "tools")?.items ?? []) {
      expect(grade("tools", item, [(item.calls ?? []).map(called).join("\n")]), item.id).toEqual([]);
    }
  });
});

describe("grading a text", () => {
  const item = { prompt: "?", mustMatch: ["shimmy list\\b", "a.b"], mustNotMatch: ["discover"] };

  it("wants every pattern, in any case and across line breaks", () => {
    expect(grade("question", item, ["SHIMMY LIST: a\nb"])).toEqual([]);
    expect(grade("question", item, ["shimmy listing"])).toEqual(["lacks /shimmy list\\b/", "lacks /a.b/"]);
  });

  it("refuses a forbidden pattern", () => {
    expect(grade("question", item, ["shimmy list, a b, or shimmy discover"])).toEqual(["has /discover/"]);
  });

  it("wants every turn of a conversation", () => {
    const turns = [
      { prompt: "1", mustMatch: ["one"] },
      { prompt: "2", mustMatch: ["two"] },
    ];
    expect(grade("conversation", { turns }, ["one", "two"])).toEqual([]);
    expect(grade("conversation", { turns }, ["one", "one"])).toEqual(["turn 2: lacks /two/"]);
    expect(grade("conversation", { turns }, ["one"])).toEqual(["turn 2: lacks /two/"]);
  });
});

describe("grading tool calls", () => {
  const grades = (answer: string, calls: readonly Call[] = [oslo]): string[] =>
    grade("tools", { prompt: "?", tools: [WEATHER], calls }, [answer]);

  it("accepts the call, whatever the case of its texts and further arguments that the schema takes", () => {
    expect(grades(called(oslo))).toEqual([]);
    expect(grades(called({ name: "get_weather", arguments: { city: " oslo", days: 2 } }))).toEqual([]);
  });

  it("accepts two calls in any order", () => {
    expect(grades(`${called(rome)}\n${called(oslo)}`, [oslo, rome])).toEqual([]);
    expect(grades(`${called(oslo)}\n${called(oslo)}`, [oslo, rome])).toEqual([
      `lacks ${JSON.stringify(rome)}`,
    ]);
  });

  it.each([
    ["no call", "It rains.", "0 calls instead of 1"],
    ["a call too many", called(oslo) + called(oslo), "2 calls instead of 1"],
    ["an open call", '<tool_call>{"name":', "a call is not closed"],
    ["broken JSON", "<tool_call>{name}</tool_call>", "no call in JSON"],
    ["arguments as a text", called({ name: "get_weather", arguments: "{}" }), "no call in JSON"],
    ["an unknown tool", called({ ...oslo, name: "weather" }), "there is no tool weather"],
    ["a missing argument", called({ ...oslo, arguments: {} }), "arguments of get_weather: city"],
    [
      "a wrong type",
      called({ ...oslo, arguments: { city: "Oslo", days: "2" } }),
      "arguments of get_weather: days",
    ],
    ["another value", called(rome), "lacks"],
  ])("refuses %s", (_, answer, problem) => {
    expect(grades(answer).join()).toContain(problem);
  });
});

describe("grading the validity of tool calls", () => {
  const grades = (answer: string): string[] =>
    grade("valid-tools", { prompt: "?", tools: [WEATHER], calls: [oslo] }, [answer]);

  it("accepts any calls of offered tools that their schema takes, whatever was meant", () => {
    expect(grades(called(rome))).toEqual([]);
    expect(grades(`${called(rome)}\n${called(oslo)}`)).toEqual([]);
  });

  it.each([
    ["no call", "It rains.", "no call"],
    ["an open call", `${called(oslo)}<tool_call>{"name":`, "a call is not closed"],
    ["an unknown tool beside a known one", called(oslo) + called({ ...oslo, name: "sun" }), "no tool sun"],
    ["a missing argument", called({ ...oslo, arguments: {} }), "arguments of get_weather: city"],
  ])("refuses %s", (_, answer, problem) => {
    expect(grades(answer).join()).toContain(problem);
  });

  it("is what the bar asks; the right tool and values are counted beside it", () => {
    const tools = groups.find(({ id }) => id === "tools");
    if (tools === undefined) throw new Error("The rubric has no group of tools.");
    expect(demandsOf(tools).map(({ kind, bar }) => [kind, bar])).toEqual([
      ["valid-tools", 0.9],
      ["tools", undefined],
    ]);
    const { bar, ...unbarred } = { ...tools, items: [] };
    const item = { id: "1" };
    const results = [{ item, answers: [], problems: ["wrong"] }];
    expect(bar).toBe(0.9);
    expect(score({ group: unbarred, results }).met).toBe(true);
    expect(markdownTable([{ group: unbarred, results }])).toContain("| 0 | 1 | 0 % | - |");
  });
});

describe("the table", () => {
  const group = { id: "g", title: "Sums", kind: "question", bar: 0.8, items: [] };
  const results = (passed: number, of: number): GroupResult => ({
    group,
    results: Array.from({ length: of }, (_, index) => ({
      item: { id: String(index) },
      answers: [],
      problems: index < passed ? [] : ["wrong"],
    })),
  });

  it("counts what was passed, and a bar that is reached is met", () => {
    expect(score(results(24, 30))).toEqual({ passed: 24, of: 30, met: true });
    expect(score(results(23, 30)).met).toBe(false);
    expect(score(results(0, 0)).met).toBe(false);
  });

  it("is Markdown for the model card", () => {
    expect(markdownTable([results(2, 3)])).toBe(
      "| Group | Passed | Of | Percent | Bar |\n| --- | --: | --: | --: | --: |\n| Sums | 2 | 3 | 66.6 % | 80 % |\n",
    );
  });
});
