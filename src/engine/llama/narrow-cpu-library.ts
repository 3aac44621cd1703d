import { readdirSync } from "node:fs";
import path from "node:path";
import koffi from "koffi";

/** llama.cpp's x86 builds with 256-bit vectors, best first. */
const NARROW_BUILDS = ["alderlake", "haswell"] as const;

/**
 * The best build of the CPU backend in a folder that uses 256-bit vectors and runs on this CPU;
 * undefined where there is none, as on Arm, whose vectors are narrow anyway.
 */
export function narrowCpuLibrary(folder: string): string | undefined {
  const names = readdirSync(folder);
  return NARROW_BUILDS.map((build) =>
    names.find((name) => new RegExp(`^(lib)?ggml-cpu-${build}\\.(so|dll|dylib)$`).test(name)),
  )
    .filter((name) => name !== undefined)
    .map((name) => path.join(folder, name))
    .find(runsHere);
}

/** Every build tells by itself whether the CPU has what it needs: a score of 0 says no. */
function runsHere(file: string): boolean {
  const score: unknown = koffi.load(file).func("int ggml_backend_score()")();
  return typeof score === "number" && score > 0;
}
