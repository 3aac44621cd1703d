import { existsSync, readdirSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";

/** How the llama.cpp libraries were built. */
export type LibraryVariant = "cuda" | "vulkan" | "metal" | "cpu";

/** One installed build of the llama.cpp libraries. */
export interface LibraryFiles {
  readonly variant: LibraryVariant;
  readonly folder: string;
  readonly llama: string;
  readonly ggml: string;
  readonly ggmlBase: string;
}

/** A build that could serve this machine, installed or not. */
export interface LibraryCandidate {
  readonly variant: LibraryVariant;
  /** npm package that carries it. */
  readonly packageName: string;
  readonly files: LibraryFiles | undefined;
  /** Why it cannot be used, in words for people. */
  readonly reason: string | undefined;
}

/** npm packages that could carry llama.cpp for a platform, best first. Pure. */
export function candidatePackages(
  platform: NodeJS.Platform,
  arch: string,
): readonly { readonly variant: LibraryVariant; readonly packageName: string }[] {
  const scope = "@node-llama-cpp";
  if (platform === "darwin") {
    return arch === "arm64"
      ? [{ variant: "metal", packageName: `${scope}/mac-arm64-metal` }]
      : [{ variant: "cpu", packageName: `${scope}/mac-x64` }];
  }
  const system = platform === "win32" ? "win" : platform;
  const cpuArch = arch === "arm" ? "armv7l" : arch;
  const cpu = { variant: "cpu", packageName: `${scope}/${system}-${cpuArch}` } as const;
  if (arch !== "x64") return [cpu];
  return [
    { variant: "cuda", packageName: `${scope}/${system}-x64-cuda` },
    { variant: "vulkan", packageName: `${scope}/${system}-x64-vulkan` },
    cpu,
  ];
}

/** Looks which builds are installed. An override folder, as builders of llama.cpp have one, comes first. */
export function findLibraries(
  options: { readonly platform?: NodeJS.Platform; readonly arch?: string } = {},
): readonly LibraryCandidate[] {
  const require = createRequire(import.meta.url);
  return candidatePackages(options.platform ?? process.platform, options.arch ?? process.arch).map(
    (candidate) => {
      const folder = binariesFolder(require, candidate.packageName);
      const files = folder === undefined ? undefined : librariesIn(folder, candidate.variant);
      const reason =
        folder === undefined
          ? `not installed: npm install ${candidate.packageName}`
          : files === undefined
            ? "installed, but the library files are missing: reinstall the package"
            : undefined;
      return { ...candidate, files, reason };
    },
  );
}

/** True where a build for GPUs is installed; whether there is a GPU, an engine process alone can tell. */
export function hasGpuBuild(libraries: readonly LibraryCandidate[] = findLibraries()): boolean {
  return libraries.some(({ variant, files }) => files !== undefined && variant !== "cpu");
}

function binariesFolder(require: NodeJS.Require, packageName: string): string | undefined {
  // require.resolve cannot be asked: the packages export neither package.json nor their libraries
  for (const root of require.resolve.paths(packageName) ?? []) {
    const folder = path.join(root, packageName, "bins", path.basename(packageName));
    if (existsSync(folder)) return folder;
  }
  return undefined;
}

/** The library files in a folder, whatever the platform's way to name them; undefined when one is missing. */
export function librariesIn(folder: string, variant: LibraryVariant): LibraryFiles | undefined {
  const names = readdirSync(folder);
  const find = (stem: string): string | undefined => {
    const name = names.find((file) =>
      new RegExp(`^(lib)?${stem}(\\.[a-z]+)?(\\.v[0-9.]+)?\\.(so|dylib|dll)$`).test(file),
    );
    return name === undefined ? undefined : path.join(folder, name);
  };
  const llama = find("llama");
  const ggml = find("ggml");
  const ggmlBase = find("ggml-base");
  if (llama === undefined || ggml === undefined || ggmlBase === undefined) return undefined;
  return { variant, folder, llama, ggml, ggmlBase };
}
