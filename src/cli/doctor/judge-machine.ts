import type { LibraryCandidate } from "../../engine/library-files.ts";
import { formatBytes } from "../format.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** Oldest Node.js that Shimmy runs on. */
const OLDEST_NODE = { major: 20, minor: 19 } as const;

/** @param version as `process.versions.node`. */
export function judgeNode(version: string): Finding {
  const [major = 0, minor = 0] = version.split(".").map(Number);
  const isNew = major > OLDEST_NODE.major || (major === OLDEST_NODE.major && minor >= OLDEST_NODE.minor);
  if (isNew) return ok("node", `Node.js ${version}`);
  const needed = `${OLDEST_NODE.major}.${OLDEST_NODE.minor}`;
  return broken("node", `Node.js ${version} is too old`, `install ${needed} or newer: https://nodejs.org`);
}

/** The native library that computes: without any build no model loads. */
export function judgeLibraries(libraries: readonly LibraryCandidate[]): Finding {
  const usable = libraries.filter(({ files }) => files !== undefined);
  if (usable.length > 0) {
    return ok("library", `llama.cpp is installed (${usable.map(({ variant }) => variant).join(", ")})`);
  }
  const missing = libraries.at(-1);
  if (missing === undefined) {
    return broken(
      "library",
      "There is no llama.cpp build for this system",
      "use one of Linux, macOS and Windows",
    );
  }
  const advice = missing.reason ?? `npm install ${missing.packageName}`;
  return broken("library", "The llama.cpp library is missing", `${missing.packageName} is ${advice}`);
}

/** A GPU that the system shows. */
export interface SeenGpu {
  readonly vendor: "nvidia" | "amd" | "intel" | "apple";
}

/** A GPU is of use only with a build of the library for it. */
export function judgeGpu(gpus: readonly SeenGpu[], libraries: readonly LibraryCandidate[]): Finding {
  const vendors = [...new Set(gpus.map(({ vendor }) => vendor))];
  if (vendors.length === 0) return ok("gpu", "No GPU is seen; models run on the CPU");
  const names = vendors.join(" and ");
  const hasBuild = libraries.some(({ variant, files }) => variant !== "cpu" && files !== undefined);
  if (hasBuild) return ok("gpu", `A GPU is seen (${names}), and a build for GPUs is installed`);
  const wanted = vendors.includes("nvidia") ? "cuda" : "vulkan";
  const candidate = libraries.find(({ variant }) => variant === wanted);
  if (candidate === undefined)
    return ok("gpu", `A GPU is seen (${names}), and there is no build for it here`);
  return warning(
    "gpu",
    `A GPU is seen (${names}), but its build of llama.cpp is not installed`,
    `npm install --no-save ${candidate.packageName}@VERSION, with the version of the other @node-llama-cpp packages`,
  );
}

const DAY_MS = 24 * 3_600_000;
/** A clock beyond this was never set. */
const LATEST_YEAR = 2100;

/**
 * A clock that is far off breaks certificates, and so every download.
 *
 * @param installedMs when Shimmy's own files were written: it is later than that.
 */
export function judgeClock(nowMs: number, installedMs: number): Finding {
  const now = new Date(nowMs).toISOString();
  if (nowMs >= installedMs - DAY_MS && new Date(nowMs).getUTCFullYear() < LATEST_YEAR) {
    return ok("clock", `The clock says ${now}`);
  }
  return broken(
    "clock",
    `The clock says ${now}, which cannot be`,
    "set it, for example with timedatectl set-ntp true; certificates fail until then",
  );
}

const TIGHT_DISK_BYTES = 5e9;
const FULL_DISK_BYTES = 200e6;

/** @param freeBytes that this user may take. */
export function judgeDisk(folder: string, freeBytes: number): Finding {
  const message = `${formatBytes(freeBytes)} are free on the disk of ${folder}`;
  if (freeBytes >= TIGHT_DISK_BYTES) return ok("disk", message);
  const advice = "free some space, or move the data to another disk by XDG_DATA_HOME and SHIMMY_CACHE_DIR";
  return freeBytes < FULL_DISK_BYTES ? broken("disk", message, advice) : warning("disk", message, advice);
}
