import { describe, expect, test } from "vitest";
import {
  checkEmbeddingInputs,
  checkRerankTexts,
  type EmbeddingFacts,
  resolveEmbedOptions,
} from "./embedding.ts";

const facts: EmbeddingFacts = { pooling: "cls", length: 384 };
const refused = (param: string) => expect.objectContaining({ code: "invalid_request", param });

describe("options of embeddings", () => {
  test("follow the model's file where nothing is asked", () => {
    expect(resolveEmbedOptions({}, facts)).toEqual({
      pooling: "cls",
      normalize: true,
      dimensions: 384,
      truncate: false,
    });
    const none = resolveEmbedOptions({ pooling: "none", dimensions: 64 }, facts);
    expect(none).toEqual({ pooling: "none", normalize: false, dimensions: 64, truncate: false });
    expect(resolveEmbedOptions({ pooling: "none", normalize: true }, facts).normalize).toBe(true);
  });

  test.each([0, -1, 1.5, 385, Number.NaN])("refuse %d dimensions", (dimensions) => {
    expect(() => resolveEmbedOptions({ dimensions }, facts)).toThrow(refused("dimensions"));
  });

  test("refuse values that types would have caught", () => {
    expect(() => resolveEmbedOptions(JSON.parse('{"pooling":"rank"}'), facts)).toThrow(refused("pooling"));
    expect(() => resolveEmbedOptions(JSON.parse('{"normalize":1}'), facts)).toThrow(refused("normalize"));
  });

  test("of a reranker need a pooling", () => {
    const reranker = { ...facts, pooling: "rank" } as const;
    expect(() => resolveEmbedOptions({}, reranker)).toThrow(refused("model"));
    expect(resolveEmbedOptions({ pooling: "mean" }, reranker).pooling).toBe("mean");
  });
});

describe("inputs", () => {
  test("may be texts and lists of token ids", () => {
    expect(() => checkEmbeddingInputs(["a", [1, 2]])).not.toThrow();
  });

  test("are named by their place where there are several", () => {
    expect(() => checkEmbeddingInputs([""])).toThrow("input is empty.");
    expect(() => checkEmbeddingInputs(["a", ""])).toThrow("input[1] is empty.");
    expect(() => checkEmbeddingInputs([[]])).toThrow(refused("input"));
    expect(() => checkEmbeddingInputs(JSON.parse('["a",{}]'))).toThrow("input[1] must be a text");
  });

  test.each([Number.POSITIVE_INFINITY, Number.NaN, -1, 1.5])("hold no token id %d", (token) => {
    expect(() => checkEmbeddingInputs([[1, token]])).toThrow(refused("input"));
  });

  test("are at least one and not too many", () => {
    expect(() => checkEmbeddingInputs([])).toThrow("at least one");
    expect(() => checkEmbeddingInputs(Array.from({ length: 2049 }, () => "a"))).toThrow("2048 are allowed");
  });
});

describe("a query and its documents", () => {
  test("are texts; a document may be empty, the query not", () => {
    expect(() => checkRerankTexts("q", ["", "a"])).not.toThrow();
    expect(() => checkRerankTexts("", ["a"])).toThrow(refused("query"));
    expect(() => checkRerankTexts("q", [])).toThrow(refused("documents"));
    expect(() => checkRerankTexts("q", JSON.parse("[1]"))).toThrow("documents[0] must be a text");
    expect(() =>
      checkRerankTexts(
        "q",
        Array.from({ length: 2049 }, () => "a"),
      ),
    ).toThrow("2048 are allowed");
  });
});
