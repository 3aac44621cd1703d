import { expect, test } from "vitest";
import { admitsObjects } from "./admits-objects.ts";
import type { JsonSchema } from "./output-format.ts";

const $defs = { text: { type: "string" }, thing: { type: "object" }, "a/b": { type: "number" } };

test.each<[JsonSchema]>([
  [true],
  [{}],
  [{ type: "object" }],
  [{ type: ["null", "object"] }],
  [{ properties: { a: { type: "string" } } }],
  [{ anyOf: [{ type: "string" }, { type: "object" }] }],
  [{ enum: ["a", {}] }],
  [{ const: {} }],
  [{ $ref: "#/$defs/thing", $defs }],
  [{ $ref: "#/$defs/missing", $defs }],
  [{ $ref: "#/%" }],
  [{ $ref: "https://example.com/schema" }],
  [{ $ref: "#/$defs/loop", $defs: { loop: { anyOf: [{ $ref: "#/$defs/loop" }] } } }],
])("an object can satisfy %j", (schema) => {
  expect(admitsObjects(schema)).toBe(true);
});

test.each<[JsonSchema]>([
  [{ type: "array", items: { type: "object" } }],
  [{ type: "string" }],
  [{ type: ["string", "null"] }],
  [{ const: 1 }],
  [{ enum: ["a", []] }],
  [{ anyOf: [{ type: "string" }, { type: "array" }] }],
  [{ oneOf: [{ type: "string" }] }],
  [{ type: "object", allOf: [{ $ref: "#/$defs/text" }], $defs }],
  [{ $ref: "#/$defs/text", $defs }],
  [{ $ref: "#/$defs/a~1b", $defs }],
])("no object can satisfy %j", (schema) => {
  expect(admitsObjects(schema)).toBe(false);
});

test("a schema of any depth is looked at without overflowing", () => {
  let schema: JsonSchema = { type: "string" };
  for (let level = 0; level < 50_000; level += 1) schema = { anyOf: [schema] };
  expect(admitsObjects(schema)).toBe(true);
});
