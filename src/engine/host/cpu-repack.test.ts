import { expect, test } from "vitest";
import { readRepackedTypes } from "./cpu-repack.ts";

const types = (architecture: string, flags: string | undefined, narrow = false) => [
  ...readRepackedTypes(narrow, architecture, flags),
];

test("follows what the CPU can do", () => {
  expect(types("x64", "flags : sse4_2 avx")).toEqual([]);
  expect(types("x64", "flags : avx2")).toEqual(["Q4_0", "Q4_K", "IQ4_NL", "MXFP4"]);
  expect(types("x64", "flags : avx2 avx512f")).toContain("Q2_K");
  expect(types("x64", "flags : avx2 avx512f amx_int8")).toContain("Q8_0");
  expect(types("arm64", "Features : fp asimd asimddp")).toContain("Q8_0");
  expect(types("arm64", "Features : fp asimd")).toEqual([]);
});

test("takes the narrow build's formats where that one is used", () => {
  expect(types("x64", "flags : avx2 avx512f amx_int8", true)).not.toContain("Q2_K");
});

test("assumes a usual CPU where the system does not tell, and nothing of others", () => {
  expect(types("x64", undefined)).toContain("Q4_K");
  expect(types("riscv64", undefined)).toEqual([]);
  expect(readRepackedTypes(false)).toBeInstanceOf(Set);
});
