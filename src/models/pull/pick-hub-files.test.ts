import { describe, expect, it } from "vitest";
import { parseHubListing } from "./hub-listing.ts";
import { pickHubFiles, quantizationOf } from "./pick-hub-files.ts";

const file = (path: string) => ({ path, sizeBytes: 1, sha256: "a".repeat(64) });
const pick = (paths: readonly string[], choice?: string) =>
  pickHubFiles(paths.map(file), choice, "acme/tiny").files.map(({ path }) => path);

describe("quantizationOf", () => {
  it.each([
    ["Qwen3-0.6B-Q8_0.gguf", "Q8_0"],
    ["llama-3.2-1b.q4_k_m.gguf", "Q4_K_M"],
    ["big-UD-Q4_K_XL-00001-of-00002.gguf", "UD-Q4_K_XL"],
    ["BF16/big-00001-of-00003.gguf", "BF16"],
    ["x-IQ2_XXS.gguf", "IQ2_XXS"],
    ["x-fp16.gguf", "F16"],
    ["gpt-oss-mxfp4.gguf", "MXFP4"],
    ["x.gguf", undefined],
    ["qa-model.gguf", undefined],
  ])("tells that %s is %s", (path, label) => {
    expect(quantizationOf(path)).toBe(label);
  });
});

describe("pickHubFiles", () => {
  const usual = [
    "t-F16.gguf",
    "t-Q8_0.gguf",
    "t-Q4_K_M.gguf",
    "t-Q2_K.gguf",
    "mmproj-t-F16.gguf",
    "t.imatrix.gguf",
  ];

  it("takes the best fitting quantization by default", () => {
    expect(pick(usual)).toEqual(["t-Q4_K_M.gguf"]);
    expect(pick(["t-F16.gguf", "t-Q8_0.gguf"])).toEqual(["t-Q8_0.gguf"]);
    expect(pick(["only.gguf", "mmproj-only.gguf"])).toEqual(["only.gguf"]);
  });

  it("takes the one that is named, by quantization or file, in any case", () => {
    expect(pick(usual, "q2_k")).toEqual(["t-Q2_K.gguf"]);
    expect(pick(usual, "T-q8_0.GGUF")).toEqual(["t-Q8_0.gguf"]);
  });

  it("takes all shards, in their order", () => {
    const shards = ["t-Q8_0-00002-of-00002.gguf", "t-Q8_0-00001-of-00002.gguf"];
    expect(pick([...shards, "t-F16.gguf"])).toEqual([...shards].reverse());
    expect(() => pick(shards.slice(0, 1))).toThrow(/lacks 1 of the shards/);
  });

  it("lists what there is where none is as wished, or several are", () => {
    expect(() => pick(usual, "Q5_K_M")).toThrow(/no Q5_K_M.*F16, Q8_0, Q4_K_M, Q2_K\./);
    expect(() => pick(["a-Q4_K_M.gguf", "b-Q4_K_M.gguf"])).toThrow(/a-Q4_K_M\.gguf, b-Q4_K_M\.gguf/);
    expect(() => pick(["a.gguf", "b.gguf"])).toThrow(/no usual quantization.*a\.gguf, b\.gguf/);
    expect(() => pick(["mmproj.gguf"])).toThrow(/holds no GGUF model/);
    const many = Array.from({ length: 40 }, (_, index) => `m${index}.gguf`);
    expect(() => pick(many)).toThrow(/and 10 more/);
  });
});

describe("parseHubListing", () => {
  const sha = "b".repeat(40);
  const lfs = { sha256: "a".repeat(64), size: 5 };

  it("keeps GGUF files that have a digest and a size", () => {
    const siblings = [
      { rfilename: "a.gguf", lfs },
      { rfilename: "b.gguf", size: 5 },
      { rfilename: "c.gguf", lfs: { ...lfs, sha256: "../../x" } },
      { rfilename: "d.gguf", lfs: { ...lfs, size: -1 } },
      { rfilename: "e.txt", lfs },
      { rfilename: 7, lfs },
      null,
    ];
    expect(parseHubListing({ sha, siblings })).toEqual({
      revision: sha,
      files: [{ path: "a.gguf", sizeBytes: 5, sha256: lfs.sha256 }],
    });
  });

  it.each([undefined, [], {}, { sha }, { sha: "../..", siblings: [] }, { sha, siblings: {} }])(
    "refuses %j",
    (value) => {
      expect(() => parseHubListing(value)).toThrow(/could not be understood/);
    },
  );
});
