import { describe, expect, test } from "vitest";
import { GgufMetadata } from "./gguf-metadata.ts";
import type { GgufArray, GgufScalar, GgufValue } from "./gguf-value.ts";

const scalar = (type: GgufScalar["type"], value: GgufScalar["value"]): GgufScalar => ({
  kind: "scalar",
  type,
  value,
});
const array = (values: GgufArray["values"]): GgufArray => ({
  kind: "array",
  elementType: "int64",
  length: values?.length ?? 9999,
  byteOffset: 0,
  values,
});

const metadata = new GgufMetadata(
  new Map<string, GgufValue>([
    ["text", scalar("string", "a")],
    ["yes", scalar("bool", true)],
    ["count", scalar("uint32", 7)],
    ["big", scalar("uint64", 2n ** 60n)],
    ["exact", scalar("uint64", 12n)],
    ["negative", scalar("int32", -1)],
    ["fraction", scalar("float32", 0.5)],
    ["list", array([1n, 4n, -2n, 2n ** 60n])],
    ["located", array(undefined)],
  ]),
);

describe("metadata", () => {
  test("counts and lists its keys", () => {
    expect(metadata.size).toBe(9);
    expect([...metadata.keys()].slice(0, 2)).toEqual(["text", "yes"]);
    expect(metadata.has("text")).toBe(true);
    expect(metadata.has("none")).toBe(false);
  });

  test("gives a value only as the type it has", () => {
    expect(metadata.string("text")).toBe("a");
    expect(metadata.string("count")).toBeUndefined();
    expect(metadata.boolean("yes")).toBe(true);
    expect(metadata.boolean("text")).toBeUndefined();
    expect(metadata.number("count")).toBe(7);
    expect(metadata.number("exact")).toBe(12);
    expect(metadata.number("fraction")).toBe(0.5);
    expect(metadata.number("yes")).toBeUndefined();
    expect(metadata.array("text")).toBeUndefined();
    expect(metadata.string("none")).toBeUndefined();
  });

  test("gives no number that would not be exact, and no count that is negative or broken", () => {
    expect(metadata.number("big")).toBeUndefined();
    expect(metadata.count("big")).toBeUndefined();
    expect(metadata.count("negative")).toBeUndefined();
    expect(metadata.count("fraction")).toBeUndefined();
    expect(metadata.count("exact")).toBe(12);
  });

  test("spreads one count over all layers, and takes a list as it is", () => {
    expect(metadata.countPerLayer("count", 3)).toEqual([7, 7, 7]);
    expect(metadata.countPerLayer("list", 4)).toEqual([1, 4, 0, 0]);
    expect(metadata.countPerLayer("list", 2)).toEqual([1, 4]);
    expect(metadata.countPerLayer("located", 2)).toBeUndefined();
    expect(metadata.countPerLayer("none", 2)).toBeUndefined();
  });
});
