import type { Environment } from "./environment.ts";
import { absolutePath, type PathOrigin } from "./path-list.ts";
import type { ModelDir } from "./shimmy-config.ts";

/** What the usual places depend on. */
interface ModelDirSources extends PathOrigin {
  readonly environment: Environment;
  /** Default: this system's. */
  readonly platform?: NodeJS.Platform;
}

/** The folders named by the user, then the usual ones; each once. */
export function modelDirs(named: readonly string[], sources: ModelDirSources): readonly ModelDir[] {
  const dirs = new Map<string, ModelDir>();
  for (const given of named) {
    const folder = absolutePath(given, sources);
    dirs.set(folder, { path: folder, explicit: true });
  }
  const add = (usual: string, origin: Pick<ModelDir, "ofOtherProgram">): void => {
    const folder = absolutePath(usual, sources);
    if (!dirs.has(folder)) dirs.set(folder, { path: folder, explicit: false, ...origin });
  };
  for (const usual of ownDirs(sources)) add(usual, {});
  for (const usual of dirsOfOtherPrograms(sources)) add(usual, { ofOtherProgram: true });
  return [...dirs.values()];
}

function ownDirs({ environment }: ModelDirSources): readonly string[] {
  return ["models", "~/models", `${environment.XDG_DATA_HOME || "~/.local/share"}/shimmy/models`];
}

function dirsOfOtherPrograms(sources: ModelDirSources): readonly string[] {
  return [
    hubCache(sources.environment),
    ...ollamaStores(sources),
    // LM Studio; the second one was its place before version 0.3.3
    "~/.lmstudio/models",
    "~/.cache/lm-studio/models",
    llamaCache(sources),
  ];
}

/** https://huggingface.co/docs/huggingface_hub/package_reference/environment_variables */
function hubCache(environment: Environment): string {
  const { HF_HUB_CACHE, HUGGINGFACE_HUB_CACHE, HF_HOME, XDG_CACHE_HOME } = environment;
  const own = HF_HUB_CACHE || HUGGINGFACE_HUB_CACHE;
  return own || `${HF_HOME || `${XDG_CACHE_HOME || "~/.cache"}/huggingface`}/hub`;
}

/** https://github.com/ollama/ollama/blob/main/docs/faq.md#where-are-models-stored */
function ollamaStores({ environment, platform = process.platform }: ModelDirSources): readonly string[] {
  const { OLLAMA_MODELS } = environment;
  if (OLLAMA_MODELS) return [OLLAMA_MODELS];
  // On Linux its installer makes a service that runs as a user of its own.
  return ["~/.ollama/models", ...(platform === "linux" ? ["/usr/share/ollama/.ollama/models"] : [])];
}

/** `fs_get_cache_directory` in https://github.com/ggml-org/llama.cpp/blob/master/common/common.cpp */
function llamaCache({ environment, platform = process.platform }: ModelDirSources): string {
  const { LLAMA_CACHE, XDG_CACHE_HOME, LOCALAPPDATA } = environment;
  if (LLAMA_CACHE) return LLAMA_CACHE;
  if (platform === "darwin") return "~/Library/Caches/llama.cpp";
  if (platform === "win32") return `${LOCALAPPDATA || "~/AppData/Local"}/llama.cpp`;
  return `${XDG_CACHE_HOME || "~/.cache"}/llama.cpp`;
}
