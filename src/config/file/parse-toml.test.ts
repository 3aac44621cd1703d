import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError } from "../config-error.ts";
import { parseToml } from "./parse-toml.ts";
import { describeNode, type TomlNode } from "./toml-node.ts";

function plain(node: TomlNode): unknown {
  if (node.kind === "table") {
    return Object.fromEntries([...node.entries].map(([key, entry]) => [key, plain(entry.node)]));
  }
  return node.kind === "array" ? node.items.map(plain) : node.value;
}

const read = (text: string) => plain(parseToml(text, "a.toml"));

function problemsOf(text: string): readonly string[] {
  try {
    parseToml(text, "a.toml");
  } catch (thrown) {
    if (thrown instanceof ConfigError) return thrown.problems;
    throw thrown;
  }
  return [];
}

describe("parseToml", () => {
  it("reads tables however they are written", () => {
    const text = `
a.b = 1
[models."x.y:8b"]
top_p = 0.5
stop = ["a", 'b']
[models.z]
inline = { deep = true, deeper = { n = 0x1F } }
[[list]]
one = 1
[[list]]
two = 2
[list.under]
three = 3
`;
    expect(read(text)).toEqual({
      a: { b: 1 },
      models: {
        "x.y:8b": { top_p: 0.5, stop: ["a", "b"] },
        z: { inline: { deep: true, deeper: { n: 31 } } },
      },
      list: [{ one: 1 }, { two: 2, under: { three: 3 } }],
    });
  });

  it("tells the place of keys and of values", () => {
    const root = parseToml("[server]\n  bind = 7\n", "a.toml");
    const server = root.entries.get("server")?.node;
    const bind = server?.kind === "table" ? server.entries.get("bind") : undefined;
    expect(bind?.place).toEqual({ path: "a.toml", line: 2, column: 3 });
    expect(bind?.node.place).toEqual({ path: "a.toml", line: 2, column: 10 });
  });

  it("keeps names of object prototypes as any other key", () => {
    const root = parseToml("__proto__ = 1\nconstructor = 2\n", "a.toml");
    expect([...root.entries.keys()]).toEqual(["__proto__", "constructor"]);
  });

  it.each([
    ["a = ", /^a\.toml:1:\d+: This is no TOML: /],
    ["a = 1\na = 2", /^a\.toml:2:1: This is no TOML: this stands in the file twice/],
    ["[a]\n[a]", /^a\.toml:2:2: /],
    ["\n\nx y = 1", /^a\.toml:3:3: /],
    ["a = 'x", /^a\.toml:1:\d+: .*no closing quote/],
    ["[a\nb = 1", /^a\.toml:1:1: This is no TOML: the bracket is not closed/],
    ["b = 1\na = [1, 2\n\n[c]\n", /^a\.toml:2:9: .* the bracket that is opened in line 2 is not closed/],
    ["a = {b = 1\n", /^a\.toml:1:/],
    ["a = \nb = 1", /^a\.toml:1:3: .*a value is missing behind the equals sign/],
    ["a = yes", /^a\.toml:1:5: .*"y" may not stand here; a setting is written name = value/],
    ["a = 1 b = 2", /^a\.toml:1:7: .*each setting has a line of its own/],
    ["a = \u0000", /^a\.toml:1:\d+: /],
    [`a = ${"[".repeat(200)}${"]".repeat(200)}`, /^a\.toml:1:\d+: This is nested deeper than 16 levels/],
    [`a = ${"{a=".repeat(40)}1${"}".repeat(40)}`, /nested deeper than 16 levels/],
    [`${"a.".repeat(40)}b = 1`, /nested deeper than 16 levels/],
    [`[${"a.".repeat(40)}b]`, /nested deeper than 16 levels/],
  ])("names the place of what is wrong in %j", (text, message) => {
    expect(problemsOf(text)).toHaveLength(1);
    expect(problemsOf(text)[0]).toMatch(message);
  });

  it("refuses whatever is no TOML as a problem of the configuration, and in no other way", () => {
    const letters = fc.constantFrom(..."ab.=[]{}\"'#,\n 0-:e\\");
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.string({ unit: letters })), (text) => {
        expect(Array.isArray(problemsOf(text))).toBe(true);
      }),
    );
  });
});

describe("describeNode", () => {
  it.each([
    ["a = 'x'", 'the text "x"'],
    ["a = 5", "5"],
    ["a = true", "true"],
    ["a = [1]", "the list [1]"],
    ["a = {}", "a table"],
    ["a = 1979-05-27", "the date 1979-05-27"],
    ["a = 1_000", "1_000"],
    ["a = 0x1F", "0x1F"],
    ["a = '\u009b'", 'the text "\\u009b"'],
    ["[[a]]", "a list"],
  ])("says of %s what it is", (text, words) => {
    const node = parseToml(text, "a.toml").entries.get("a")?.node;
    expect(node && describeNode(node)).toBe(words);
  });
});
