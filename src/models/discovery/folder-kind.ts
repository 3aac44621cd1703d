import type { Dirent } from "node:fs";
import { basename } from "node:path";

/** What a folder is by the names in it. */
type FolderKind =
  /** Ollama's store: manifests and blobs, which no walk can tell models from. */
  | "ollama-store"
  /** One repository in the Hugging Face hub's cache, whose snapshots hold the files. */
  | "hub-repository"
  /** A data set or a space in that cache. */
  | "hub-other"
  /** A model in Hugging Face's own form. */
  | "safetensors"
  | "plain";

/** Tells stores that need a reading of their own from plain folders. */
export function folderKind(path: string, entries: readonly Dirent[]): FolderKind {
  const name = basename(path);
  const has = (wanted: string): boolean => entries.some((entry) => entry.name === wanted && !entry.isFile());
  if (has("manifests") && has("blobs")) return "ollama-store";
  if (/^(?:datasets|spaces)--/.test(name)) return "hub-other";
  if (name.startsWith("models--") && has("snapshots")) return "hub-repository";
  const isConfigured = entries.some((entry) => entry.name === "config.json");
  const files = entries.map((entry) => entry.name.toLowerCase());
  const hasWeights = files.some((file) => file.endsWith(".safetensors"));
  const hasGguf = files.some((file) => file.endsWith(".gguf"));
  return isConfigured && hasWeights && !hasGguf ? "safetensors" : "plain";
}
