import { findLibraries } from "../engine/library-files.ts";
import type { ShimmyService } from "./shimmy-service.ts";

/** Which backends and devices there are, and why any is missing: for `GET /diag`. */
export interface EngineDiagnosis {
  readonly backends: readonly {
    readonly kind: string;
    readonly available: boolean;
    readonly reason?: string;
  }[];
  readonly devices: readonly { readonly name: string }[];
}

/** Backends that a spec can name and this version does not have. */
const MISSING_BACKENDS = ["huggingface", "candle", "remote"] as const;

/**
 * Looks at what is installed, without loading any of it: native code stays in the engine processes.
 * Devices are those that loaded models found.
 */
export function diagnoseEngine(service: Pick<ShimmyService, "listModels" | "status">): EngineDiagnosis {
  const libraries = findLibraries().map(({ variant, packageName, reason }) => ({
    kind: `gguf:${variant}`,
    available: reason === undefined,
    ...(reason !== undefined && { reason: `${packageName} is ${reason}` }),
  }));
  const missing = MISSING_BACKENDS.map((kind) => ({
    kind,
    available: false,
    reason: "not part of this version; use a GGUF file",
  }));
  const devices = service.listModels().flatMap(({ name }) => service.status(name).info?.devices ?? []);
  return { backends: [...libraries, ...missing], devices: [...new Set(devices)].map((name) => ({ name })) };
}
