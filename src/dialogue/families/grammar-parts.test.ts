import { expect, test } from "vitest";
import type { JsonSchema } from "../../core/output-format.ts";
import { argumentsOf } from "./grammar-parts.ts";

const $defs = { any: { type: ["object", "string"] } };

test.each<[JsonSchema]>([
  [{ type: ["object", "null"] }],
  [{ anyOf: [{ type: "string" }, { type: "object" }] }],
  [{ $ref: "#/$defs/any", $defs }],
  [{}],
])("arguments are an object, whatever else the schema allows: %j", (parameters) => {
  expect(argumentsOf({ name: "a", parameters })).toMatchObject({
    kind: "json",
    schema: { ...(parameters as object), type: "object" },
  });
});
