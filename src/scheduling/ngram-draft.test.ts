import fc from "fast-check";
import { expect, test } from "vitest";
import { ngramDraft } from "./ngram-draft.ts";

const tokens = (...values: readonly number[]): Int32Array => Int32Array.from(values);

test("proposes what followed the latest earlier place of the last tokens", () => {
  expect(ngramDraft(tokens(1, 2, 3, 4, 1, 2, 9, 8, 1, 2), 2)).toEqual(tokens(9, 8));
  expect(ngramDraft(tokens(7, 1, 2, 5, 6, 3, 1, 2, 4, 7, 1, 2), 2)).toEqual(tokens(5, 6));
  expect(ngramDraft(tokens(1, 2, 3, 4), 4)).toEqual(tokens());
  expect(ngramDraft(tokens(1), 4)).toEqual(tokens());
  expect(ngramDraft(tokens(), 4)).toEqual(tokens());
});

test("a text that repeats itself is proposed to go on", () => {
  expect(ngramDraft(tokens(5, 5, 5, 5), 3)).toEqual(tokens(5));
  expect(ngramDraft(tokens(1, 2, 1, 2, 1, 2), 3)).toEqual(tokens(1, 2));
});

test("what it proposes did follow the last tokens somewhere, and is never too much", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 3 }), { maxLength: 40 }), fc.nat(8), (list, count) => {
      const draft = [...ngramDraft(tokens(...list), count)];
      expect(draft.length).toBeLessThanOrEqual(count);
      if (draft.length === 0) return;
      const text = `,${list.join()},`;
      expect(text).toContain(`,${[...list.slice(-2), ...draft].join()},`);
    }),
  );
});
