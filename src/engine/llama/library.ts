import koffi from "koffi";
import { ShimmyError } from "../../core/errors.ts";
import {
  findLibraries,
  type LibraryCandidate,
  type LibraryFiles,
  type LibraryVariant,
} from "../library-files.ts";
import { checkLayouts } from "./layout-check.ts";
import { narrowCpuLibrary } from "./narrow-cpu-library.ts";
import {
  bindGgml,
  bindGgmlBase,
  bindLlama,
  type GgmlBaseFunctions,
  type GgmlFunctions,
  type NativeFunctions,
} from "./native-functions.ts";

/** The llama.cpp libraries, loaded into this process and checked. */
export interface LlamaLibrary {
  readonly variant: LibraryVariant;
  readonly folder: string;
  readonly llama: NativeFunctions;
  readonly ggml: GgmlFunctions;
  readonly ggmlBase: GgmlBaseFunctions;
  /** Builds that would come before this one, with the reason why each was not used. */
  readonly passedOver: readonly { readonly variant: LibraryVariant; readonly reason: string }[];
}

let loaded: LlamaLibrary | undefined;

/**
 * Loads the best llama.cpp build installed, once per process: native libraries cannot be unloaded safely.
 *
 * @param device `cpu` passes over the builds for a GPU.
 * @param narrowVectors prefers a CPU build with 256-bit vectors over one with wider ones.
 * @throws ShimmyError `backend_unavailable` naming every build tried and why it failed.
 */
export function loadLibrary(
  device: "auto" | "cpu" | "gpu" = "auto",
  narrowVectors = false,
  candidates: readonly LibraryCandidate[] = findLibraries(),
): LlamaLibrary {
  if (loaded !== undefined) return loaded;
  const passedOver: { variant: LibraryVariant; reason: string }[] = [];
  for (const candidate of candidates) {
    const reason = reasonAgainst(candidate, device);
    if (reason !== undefined) {
      passedOver.push({ variant: candidate.variant, reason });
      continue;
    }
    try {
      if (candidate.files === undefined) continue;
      loaded = { ...open(candidate.files, narrowVectors), passedOver };
      return loaded;
    } catch (error) {
      passedOver.push({
        variant: candidate.variant,
        reason: error instanceof Error ? error.message : String(error),
      });
    }
  }
  const tried = passedOver.map(({ variant, reason }) => `${variant}: ${reason}`).join("; ");
  throw new ShimmyError(
    "backend_unavailable",
    `No llama.cpp library can be used here (${tried || "none exists for this platform"}).`,
  );
}

function reasonAgainst(candidate: LibraryCandidate, device: "auto" | "cpu" | "gpu"): string | undefined {
  if (candidate.reason !== undefined) return candidate.reason;
  const forGpu = candidate.variant === "cuda" || candidate.variant === "vulkan";
  return device === "cpu" && forGpu ? "the device is set to cpu" : undefined;
}

function open(files: LibraryFiles, narrowVectors: boolean): Omit<LlamaLibrary, "passedOver"> {
  // base before ggml before llama: Windows finds a library's dependencies among those loaded already
  const ggmlBase = bindGgmlBase(koffi.load(files.ggmlBase));
  const ggml = bindGgml(koffi.load(files.ggml));
  const llama = bindLlama(koffi.load(files.llama));
  checkLayouts(llama);
  const narrow = narrowVectors && files.variant === "cpu" ? narrowCpuLibrary(files.folder) : undefined;
  if (narrow === undefined || ggml.ggml_backend_load(narrow) === null) {
    ggml.ggml_backend_load_all_from_path(files.folder);
  }
  llama.llama_backend_init();
  return { variant: files.variant, folder: files.folder, llama, ggml, ggmlBase };
}
