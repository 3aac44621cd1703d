import { systemCode } from "../gguf/gguf-errors.ts";
import type { TimeLimits } from "./within-time.ts";

/** Told of a folder in Hugging Face's own form. */
export const HUGGING_FACE_FORM =
  "It is a Hugging Face model (safetensors), and this version runs GGUF files: get the model as GGUF.";

/** True where the system says that there is nothing. */
export function isMissing(error: unknown): boolean {
  return systemCode(error) === "ENOENT";
}

/** True where the system says that this user may not. */
export function isForbidden(error: unknown): boolean {
  const code = systemCode(error);
  return code === "EACCES" || code === "EPERM";
}

/** Why a folder could not be searched, for people. */
export function folderReason(error: unknown): string {
  switch (systemCode(error)) {
    case "ENOENT":
      return "There is no such folder.";
    case "ENOTDIR":
      return "It is not a folder; name the folder that holds the model files.";
    case "EACCES":
    case "EPERM":
      return "Permission to read the folder was denied: give this user the right to.";
    default:
      return `The folder could not be read (${systemCode(error) ?? "unknown error"}): look at the disk.`;
  }
}

/** Why a file could not be looked at, for people. */
export function fileReason(error: unknown): string {
  switch (systemCode(error)) {
    case "ENOENT":
      return "It is a symbolic link to a file that does not exist: bring the file back, or remove the link.";
    case "EACCES":
    case "EPERM":
      return "Permission to look at the file was denied: give this user the right to read it and its folder.";
    default:
      return `The file could not be looked at (${systemCode(error) ?? "unknown error"}): look at the disk, or remove the file.`;
  }
}

/** Why a search was given up, for people. */
export function timeReason(expired: "silent" | "slow", { silentMs, totalMs }: TimeLimits): string {
  return expired === "silent"
    ? `It did not answer for ${silentMs / 1000} s; what it holds may be missing. Look at the disk or the network.`
    : `Searching it took longer than ${totalMs / 1000} s; the rest may be missing. Name a smaller folder.`;
}

/** What is told of a network folder whose server is gone. */
export function unreachable(what: "folder" | "link"): string {
  return what === "folder"
    ? "It lies on a network file system that does not answer; it was passed over."
    : "It leads to a network file system that does not answer; it was passed over.";
}
