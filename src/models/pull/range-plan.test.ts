import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  completedBytes,
  contentRangeFault,
  formatDownloadState,
  parseDownloadState,
  planDownload,
} from "./range-plan.ts";

const SHA = "a".repeat(64);

describe("a download's state", () => {
  it("covers every byte once, and outlives its file", () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 1e6 }),
        fc.integer({ min: 1000, max: 1e6 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (sizeBytes, rangeBytes, share) => {
          const file = { sizeBytes, sha256: SHA };
          const state = planDownload(file, rangeBytes);
          let next = 0;
          for (const range of state.ranges) {
            expect(range.start).toBe(next);
            next += range.length;
            range.done = Math.floor(range.length * share);
          }
          expect(next).toBe(sizeBytes);
          const read = parseDownloadState(formatDownloadState(state), file);
          expect(read).toEqual(state);
          expect(completedBytes(state)).toBeLessThanOrEqual(sizeBytes);
        },
      ),
    );
  });

  it.each([
    "",
    "null",
    "{}",
    '{"version":2}',
    `{"version":1,"sizeBytes":10,"sha256":"${SHA}","rangeBytes":0,"done":[]}`,
    `{"version":1,"sizeBytes":10,"sha256":"${SHA}","rangeBytes":5,"done":[1]}`,
    `{"version":1,"sizeBytes":10,"sha256":"${SHA}","rangeBytes":5,"done":[1,6]}`,
    `{"version":1,"sizeBytes":10,"sha256":"${SHA}","rangeBytes":5,"done":[1,-1]}`,
    `{"version":1,"sizeBytes":11,"sha256":"${SHA}","rangeBytes":5,"done":[1,1,1]}`,
    `{"version":1,"sizeBytes":10,"sha256":"b","rangeBytes":5,"done":[1,1]}`,
  ])("is none in %j", (text) => {
    expect(parseDownloadState(text, { sizeBytes: 10, sha256: SHA })).toBeUndefined();
  });
});

describe("contentRangeFault", () => {
  const asked = { first: 5, last: 9, sizeBytes: 20 };

  it.each(["bytes 5-9/20", "bytes 5-7/20", "bytes 5-9/*"])("takes %s", (header) => {
    expect(contentRangeFault(header, asked)).toBeUndefined();
  });

  it.each([undefined, "", "bytes */20", "bytes 4-9/20", "bytes 5-10/20", "bytes 5-9/21", "items 5-9/20"])(
    "finds fault with %s",
    (header) => {
      expect(contentRangeFault(header, asked)).toEqual(expect.any(String));
    },
  );
});
