import { createHash } from "node:crypto";
import path from "node:path";
import type { PrefixStoreSpec } from "../core/model-spec.ts";
import { fileFingerprint } from "../models/gguf/file-fingerprint.ts";
import type { PrefixStoreRequest } from "./protocol.ts";

/** Memory for prefixes outside the KV cells when a spec does not say, in bytes. */
const DEFAULT_MEMORY_BYTES = 512 * 1024 ** 2;

/** Share of the memory that a load leaves free which prefixes may take. */
const SHARE_OF_FREE_MEMORY = 0.5;

/** What decides whether saved KV cells fit a context. */
export interface StateIdentity {
  /** Paths of the model file and of its adapters. */
  readonly files: readonly string[];
  /** Everything else that changes the cells, for example their types. */
  readonly settings: object;
  /** Streams of the context: llama.cpp reads a state only where there are as many as where it was written. Default: one pool. */
  readonly streams?: number;
  /** Memory that the load leaves free, in bytes; undefined where the system does not tell. */
  readonly freeBytes?: number | undefined;
}

/**
 * How the engine process is to keep prefixes. States are told apart by the content of the model's files, so that a
 * renamed model keeps its own and a replaced one never gets another's.
 *
 * @throws Error of the file system when a file cannot be read.
 */
export async function prefixStoreRequest(
  spec: PrefixStoreSpec | undefined,
  { files, settings, streams, freeBytes = Number.POSITIVE_INFINITY }: StateIdentity,
): Promise<PrefixStoreRequest> {
  const { memoryBytes: wanted = DEFAULT_MEMORY_BYTES, disk } = spec ?? {};
  const memoryBytes = Math.min(wanted, Math.floor(Math.max(0, freeBytes) * SHARE_OF_FREE_MEMORY));
  if (disk === undefined || disk.maxBytes === 0) return { memoryBytes };
  const prints = await Promise.all(files.map(fileFingerprint));
  const fingerprint = createHash("sha256")
    .update(JSON.stringify(streams === undefined ? [prints, settings] : [prints, settings, { streams }]))
    .digest("hex");
  const folder = path.join(path.resolve(disk.folder), fingerprint.slice(0, FOLDER_NAME_LENGTH));
  return { memoryBytes, disk: { folder, maxBytes: disk.maxBytes, fingerprint } };
}

/** Enough of the fingerprint to tell folders apart; the files hold all of it. */
const FOLDER_NAME_LENGTH = 32;
