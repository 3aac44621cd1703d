import { expect, test } from "vitest";
import { needing } from "../../../test/helpers/needing.ts";
import { findLibraries } from "../library-files.ts";
import { loadLibrary } from "./library.ts";
import { narrowCpuLibrary } from "./narrow-cpu-library.ts";

const missing = (variant: "cuda" | "vulkan" | "cpu", file: string | undefined) => ({
  variant,
  packageName: `some/${variant}`,
  files:
    file === undefined ? undefined : { variant, folder: "/none", llama: file, ggml: file, ggmlBase: file },
  reason: file === undefined ? `not installed: npm install some/${variant}` : undefined,
});

test("names every build it tried and why each failed, then takes the first that works", () => {
  const load = (): unknown =>
    loadLibrary("cpu", false, [
      missing("cuda", "/none/a.so"),
      missing("vulkan", undefined),
      missing("cpu", "/none/b.so"),
    ]);
  expect(load).toThrow(expect.objectContaining({ code: "backend_unavailable" }));
  expect(load).toThrow(
    /cuda: the device is set to cpu; vulkan: not installed: npm install some\/vulkan; cpu: .+/,
  );
  expect(() => loadLibrary("cpu", false, [])).toThrow(/none exists for this platform/);
  expect(loadLibrary("auto").variant).toMatch(/cpu|metal|vulkan|cuda/);
});

needing(process.arch === "x64" ? undefined : "this is no x64 CPU").test(
  "finds the build with 256-bit vectors that this CPU can run",
  () => {
    const cpu = findLibraries().find(({ variant, files }) => variant === "cpu" && files !== undefined);
    if (cpu?.files === undefined) throw new Error("the CPU build is a dependency of the project");
    expect(narrowCpuLibrary(cpu.files.folder) ?? "none").toMatch(/(alderlake|haswell)\.(so|dll)$|^none$/);
    expect(narrowCpuLibrary(import.meta.dirname)).toBeUndefined();
  },
);
