import { describe, expect, test } from "vitest";
import { tokenizePieces } from "./cut-tokens.ts";

/** Each letter is a token; "<" begins a text as a blank does in SentencePiece's vocabularies. */
function vocabulary(type: number, more: { addsBegin?: boolean; addsEnd?: boolean } = {}) {
  const tokenize = (text: string) =>
    Int32Array.from([...(type === 1 ? [32] : []), ...Array.from(text, (letter) => letter.charCodeAt(0))]);
  const marks = {
    ...{ begin: 1, end: 2, separator: -1, addsBegin: true, addsEnd: false, addsSeparator: false },
    ...{ isWordPiece: false },
    ...more,
  };
  return { tokenize, marks, type, withoutDoubledBegin: (tokens: Int32Array) => tokens };
}

const codes = (text: string) => Array.from(text, (letter) => letter.charCodeAt(0));

describe("the tokens of a cut prompt", () => {
  test("are those of its pieces, with those that the model's file asks for around all", () => {
    const pieces = ["a<", "/s>b"];
    expect([...tokenizePieces(pieces, vocabulary(2), { addSpecial: true })]).toEqual([1, ...codes("a</s>b")]);
    expect([...tokenizePieces(pieces, vocabulary(2, { addsEnd: true }), { addSpecial: true })]).toEqual([
      1,
      ...codes("a</s>b"),
      2,
    ]);
    expect([...tokenizePieces(pieces, vocabulary(2), {})]).toEqual(codes("a</s>b"));
    expect([...tokenizePieces(pieces, vocabulary(2, { addsBegin: false }), { addSpecial: true })]).toEqual(
      codes("a</s>b"),
    );
  });

  test("have a blank before the first piece only, where the vocabulary puts one before a text", () => {
    expect([...tokenizePieces(["a<", "/s>", "b"], vocabulary(1), {})]).toEqual(codes(" a</s>b"));
  });

  test("stand behind those that come before, without a second beginning", () => {
    const after = Int32Array.of(1, 7);
    const begin = String.fromCharCode(1);
    expect([...tokenizePieces(["ab"], vocabulary(2), { after })]).toEqual([1, 7, ...codes("ab")]);
    for (const type of [1, 2]) {
      const tokens = tokenizePieces([`${begin}a<`, `${begin}b`], vocabulary(type), { after });
      expect([...tokens]).toEqual([1, 7, ...codes(`a<${begin}b`)]);
    }
    expect([...tokenizePieces([""], vocabulary(1), { after })]).toEqual([1, 7]);
  });
});
