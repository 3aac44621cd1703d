import { mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { abortError, ShimmyError } from "../../core/errors.ts";
import { diskError } from "./disk-error.ts";
import { fetchRanges } from "./fetch-ranges.ts";
import { takeLock } from "./file-lock.ts";
import { OneAtATime } from "./one-at-a-time.ts";
import {
  fileSha256,
  finishPartial,
  PartialFile,
  partPath,
  recordedBytes,
  removePartial,
  type WantedFile,
} from "./partial-file.ts";
import type { PullClient, PullRequest } from "./pull-client.ts";
import type { PullLimits } from "./pull-limits.ts";
import { completedBytes } from "./range-plan.ts";

/** One file to be had. */
export interface Download {
  readonly file: WantedFile;
  readonly request: PullRequest;
  /** True where the file's name is its digest, so that one of that name needs no second look. */
  readonly isNamedByDigest: boolean;
  /** Called with the bytes that are there, often. */
  readonly onProgress: (completedBytes: number) => void;
  /** Called when all bytes are there and are being checked. */
  readonly onVerify: () => void;
  /** Called once where another process fetches the same file and is waited for. */
  readonly onHeld: (holder: string) => void;
}

/** Two sources may share a file, and then one of them fetches it for both. */
const TURNS = new OneAtATime();
/** A wrong digest may be the fault of what lay on the disk: everything is fetched anew once. */
const ATTEMPTS = 2;

/**
 * Has a file on the disk under its name, whole and verified: takes what is there, goes on with what an earlier attempt left,
 * fetches the rest. An abort leaves what was fetched for the next time. Where another process fetches the same file, it waits for
 * that one, and goes on with what it leaves if it ends too early.
 *
 * @throws ShimmyError `download_failed` for what the server does wrong, `conflict` where another process takes too long,
 * `insufficient_disk` for a full disk, `cancelled`.
 */
export async function downloadFile(
  download: Download,
  client: Pick<PullClient, "open">,
  limits: PullLimits,
): Promise<void> {
  const { file, request } = download;
  try {
    await TURNS.run(file.path, request.signal, async () => {
      if (await isThere(download)) return;
      await mkdir(dirname(file.path), { recursive: true });
      const lock = await takeLock(`${file.path}.lock`, limits, {
        what: request.label,
        signal: request.signal,
        onHeld: tellOfHolder(download),
      });
      try {
        // whoever had the lock may have just ended
        if (await isThere(download)) return;
        await fetchVerified(download, client, limits);
      } finally {
        await lock.release();
      }
    });
  } catch (error) {
    if (request.signal.aborted) throw abortError(request.signal);
    throw diskError(error);
  }
}

/** Tells who is waited for, and how far that one is. */
function tellOfHolder({ file, onProgress, onHeld }: Download): (holder: string) => Promise<void> {
  let told = "";
  return async (holder) => {
    if (holder !== told) onHeld(holder);
    told = holder;
    const bytes = await recordedBytes(file);
    if (bytes !== undefined) onProgress(bytes);
  };
}

async function isThere({ file, request, isNamedByDigest, onProgress, onVerify }: Download): Promise<boolean> {
  const stats = await stat(file.path).catch(() => undefined);
  if (stats?.isFile() !== true || stats.size !== file.sizeBytes) return false;
  if (!isNamedByDigest) {
    onVerify();
    if ((await fileSha256(file.path, request.signal)) !== file.sha256) return false;
  }
  onProgress(file.sizeBytes);
  return true;
}

async function fetchVerified(
  { file, request, onProgress, onVerify }: Download,
  client: Pick<PullClient, "open">,
  limits: PullLimits,
): Promise<void> {
  for (let attempt = 1; attempt <= ATTEMPTS; attempt++) {
    const part = await PartialFile.open(file, limits);
    try {
      onProgress(completedBytes(part.state));
      await fetchRanges({ client, request, part, limits, onProgress });
      await part.flush();
    } finally {
      await part.close();
    }
    onVerify();
    if ((await fileSha256(partPath(file), request.signal)) === file.sha256) {
      await finishPartial(file);
      return;
    }
    await removePartial(file);
  }
  throw new ShimmyError(
    "download_failed",
    `${request.label} does not have the announced sha256 after ${ATTEMPTS} attempts: it is damaged at ${request.url.host}, or on the way.`,
  );
}
