import { ShimmyError } from "../../core/errors.ts";
import { isRecord, textOf } from "./json-value.ts";

/** A file of a repository, as the hub lists it. */
export interface HubFile {
  /** Within the repository, as the hub writes it: not checked yet. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** What a repository holds. */
export interface HubListing {
  /** Commit that the files are of. */
  readonly revision: string;
  /** GGUF files. */
  readonly files: readonly HubFile[];
}

/**
 * Reads the hub's answer to `/api/models/OWNER/NAME?blobs=true`.
 *
 * @throws ShimmyError `download_failed` for what is none.
 */
export function parseHubListing(value: unknown): HubListing {
  const revision = isRecord(value) ? textOf(value.sha) : undefined;
  if (!isRecord(value) || revision === undefined || !/^[0-9a-f]{40,64}$/u.test(revision)) throw noListing();
  const { siblings } = value;
  if (!Array.isArray(siblings)) throw noListing();
  return { revision, files: siblings.flatMap(toFile) };
}

/** A file without a digest is left out: nothing could tell whether it came over whole. */
function toFile(sibling: unknown): HubFile[] {
  if (!isRecord(sibling) || !isRecord(sibling.lfs)) return [];
  const path = textOf(sibling.rfilename);
  const sha256 = textOf(sibling.lfs.sha256);
  const size = sibling.lfs.size ?? sibling.size;
  if (path === undefined || !/\.gguf$/iu.test(path)) return [];
  if (sha256 === undefined || !/^[0-9a-f]{64}$/u.test(sha256)) return [];
  if (typeof size !== "number" || !Number.isSafeInteger(size) || size <= 0) return [];
  return [{ path, sizeBytes: size, sha256 }];
}

function noListing(): ShimmyError {
  return new ShimmyError("download_failed", "The Hugging Face hub's list of files could not be understood.");
}
