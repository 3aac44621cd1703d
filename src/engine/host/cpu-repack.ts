import { readFileSync } from "node:fs";

/** Number formats that ggml rearranges for CPUs with 256-bit vectors (`repack.cpp` of the pinned release). */
const WITH_AVX2 = ["Q4_0", "Q4_K", "IQ4_NL", "MXFP4"];
/** One more with 512-bit vectors. */
const WITH_AVX512 = ["Q2_K"];
/** Those that the matrix units of newer Xeons take. */
const WITH_AMX = ["Q4_0", "Q4_1", "Q8_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_XS"];
/** Those for Arm with dot products. */
const WITH_DOT_PRODUCT = ["Q4_0", "Q4_K", "Q5_K", "Q6_K", "IQ4_NL", "MXFP4", "Q8_0"];

/**
 * Formats of which this machine's CPU takes a rearranged copy.
 *
 * @param narrowVectors the build with 256-bit vectors is used even where there are wider ones.
 * @param cpuInfo text of `/proc/cpuinfo`, or undefined where there is none: then what nearly every CPU has is assumed.
 */
export function readRepackedTypes(
  narrowVectors: boolean,
  architecture: string = process.arch,
  cpuInfo: string | undefined = readCpuInfo(),
): ReadonlySet<string> {
  const features = cpuInfo === undefined ? undefined : new Set(cpuInfo.split(/\s+/));
  const has = (feature: string, assumed: boolean): boolean => features?.has(feature) ?? assumed;
  if (architecture === "arm64") return new Set(has("asimddp", true) ? WITH_DOT_PRODUCT : []);
  if (architecture !== "x64") return new Set();
  return new Set([
    ...(has("avx2", true) ? WITH_AVX2 : []),
    ...(has("avx512f", false) && !narrowVectors ? WITH_AVX512 : []),
    ...(has("amx_int8", false) && !narrowVectors ? WITH_AMX : []),
  ]);
}

function readCpuInfo(): string | undefined {
  try {
    return readFileSync("/proc/cpuinfo", "utf8");
  } catch {
    return undefined;
  }
}
