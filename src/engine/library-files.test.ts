import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { candidatePackages, findLibraries, hasGpuBuild, librariesIn } from "./library-files.ts";

test("asks for a GPU build before the CPU's where the platform has one", () => {
  const variants = (platform: NodeJS.Platform, arch: string) =>
    candidatePackages(platform, arch).map(({ packageName }) => packageName.replace("@node-llama-cpp/", ""));
  expect(variants("linux", "x64")).toEqual(["linux-x64-cuda", "linux-x64-vulkan", "linux-x64"]);
  expect(variants("linux", "arm64")).toEqual(["linux-arm64"]);
  expect(variants("linux", "arm")).toEqual(["linux-armv7l"]);
  expect(variants("win32", "x64")).toEqual(["win-x64-cuda", "win-x64-vulkan", "win-x64"]);
  expect(variants("darwin", "arm64")).toEqual(["mac-arm64-metal"]);
  expect(variants("darwin", "x64")).toEqual(["mac-x64"]);
});

test.each([
  [
    "Linux",
    "vulkan",
    ["libllama.vulkan.v0.4.0.so", "libggml.vulkan.v0.4.0.so", "libggml-base.so", "libllama-common.so"],
  ],
  [
    "macOS",
    "metal",
    ["libllama.metal.v0.4.0.dylib", "libggml.metal.v0.4.0.dylib", "libggml-base.dylib", "libggml-metal.so"],
  ],
  ["Windows", "cpu", ["llama.v0.4.0.dll", "ggml.v0.4.0.dll", "ggml-base.dll", "ggml-cpu-zen4.dll"]],
] as const)("finds the libraries by their names on %s", (_, variant, names) => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-libraries-"));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  for (const name of names) writeFileSync(path.join(folder, name), "");
  expect(librariesIn(folder, variant)).toMatchObject({
    variant,
    llama: path.join(folder, names[0]),
    ggml: path.join(folder, names[1]),
    ggmlBase: path.join(folder, names[2]),
  });
  rmSync(path.join(folder, names[0]));
  expect(librariesIn(folder, variant)).toBeUndefined();
});

test("says how to get a build that is not installed", () => {
  const missing = findLibraries({ platform: "linux", arch: "riscv64" });
  expect(missing).toEqual([
    {
      variant: "cpu",
      packageName: "@node-llama-cpp/linux-riscv64",
      files: undefined,
      reason: "not installed: npm install @node-llama-cpp/linux-riscv64",
    },
  ]);
});

test("finds the build of this machine", () => {
  expect(findLibraries().some(({ files }) => files !== undefined)).toBe(true);
});

test("tells whether a build for GPUs is there", () => {
  const files = { folder: "/f", llama: "/f/l", ggml: "/f/g", ggmlBase: "/f/b" };
  const candidate = (variant: "cuda" | "cpu", isThere: boolean) => ({
    variant,
    packageName: variant,
    files: isThere ? { ...files, variant } : undefined,
    reason: undefined,
  });
  expect(hasGpuBuild([candidate("cuda", false), candidate("cpu", true)])).toBe(false);
  expect(hasGpuBuild([candidate("cuda", true)])).toBe(true);
  expect(typeof hasGpuBuild()).toBe("boolean");
});
