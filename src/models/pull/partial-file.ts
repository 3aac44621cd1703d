import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { type FileHandle, open, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import {
  completedBytes,
  type DownloadState,
  formatDownloadState,
  parseDownloadState,
  planDownload,
} from "./range-plan.ts";

/** What a file is to be once it is whole. */
export interface WantedFile {
  /** Absolute path. */
  readonly path: string;
  readonly sizeBytes: number;
  /** 64 hexadecimal digits. */
  readonly sha256: string;
}

/** A file under way: `NAME.part`, and beside it `NAME.part.json` that tells which bytes of it are there. */
export class PartialFile {
  readonly #handle: FileHandle;
  readonly #wanted: WantedFile;
  readonly #saveMs: number;
  #state: DownloadState;
  #savedAtMs = Number.NEGATIVE_INFINITY;
  #saving: Promise<void> = Promise.resolve();

  private constructor(handle: FileHandle, wanted: WantedFile, state: DownloadState, saveMs: number) {
    this.#handle = handle;
    this.#wanted = wanted;
    this.#state = state;
    this.#saveMs = saveMs;
  }

  /** Opens what an earlier attempt left, or begins anew. The caller closes it. */
  static async open(
    wanted: WantedFile,
    { rangeBytes, saveMs }: { readonly rangeBytes: number; readonly saveMs: number },
  ): Promise<PartialFile> {
    const earlier = await readState(wanted);
    // "a+" would write at the end whatever the position
    const handle = await open(partPath(wanted), earlier === undefined ? "w+" : "r+", 0o600);
    try {
      if (earlier === undefined) await handle.truncate(wanted.sizeBytes);
    } catch (error) {
      await handle.close();
      throw error;
    }
    return new PartialFile(handle, wanted, earlier ?? planDownload(wanted, rangeBytes), saveMs);
  }

  get state(): DownloadState {
    return this.#state;
  }

  /** Forgets what is there, to be asked for in parts of another length. */
  restart(rangeBytes: number): void {
    this.#state = planDownload(this.#wanted, rangeBytes);
  }

  /** Writes bytes at a place, and now and then how far all is. */
  async write(bytes: Buffer, position: number): Promise<void> {
    for (let written = 0; written < bytes.length; ) {
      const part = await this.#handle.write(bytes, written, bytes.length - written, position + written);
      written += part.bytesWritten;
    }
  }

  /** Records how far it is, where the last record is old enough. */
  async note(nowMs: number): Promise<void> {
    if (nowMs - this.#savedAtMs < this.#saveMs) return;
    this.#savedAtMs = nowMs;
    await this.save();
  }

  /** Records how far it is. */
  async save(): Promise<void> {
    // the record may stand behind the bytes, which are then fetched again, and not before them but where the power fails:
    // the digest finds that out
    this.#saving = this.#saving.catch(() => undefined).then(() => this.#write());
    await this.#saving;
  }

  async #write(): Promise<void> {
    const path = statePath(this.#wanted);
    await writeFile(`${path}.new`, formatDownloadState(this.#state), { mode: 0o600 });
    await rename(`${path}.new`, path);
  }

  /** Puts everything on the disk. */
  async flush(): Promise<void> {
    await this.#handle.sync();
  }

  async close(): Promise<void> {
    await this.#saving.catch(() => undefined);
    await this.#handle.close();
  }
}

async function readState(wanted: WantedFile): Promise<DownloadState | undefined> {
  const size = await stat(partPath(wanted)).then(
    (stats) => (stats.isFile() ? stats.size : undefined),
    () => undefined,
  );
  if (size !== wanted.sizeBytes) return undefined;
  const text = await readFile(statePath(wanted), "utf8").catch(() => "");
  return parseDownloadState(text, wanted);
}

/** Bytes that are there by the record of whoever fetches the file now; undefined where there is none. */
export async function recordedBytes(wanted: WantedFile): Promise<number | undefined> {
  const state = await readState(wanted);
  return state === undefined ? undefined : completedBytes(state);
}

/** Gives the file its name. */
export async function finishPartial(wanted: WantedFile): Promise<void> {
  await rename(partPath(wanted), wanted.path);
  await rm(statePath(wanted), { force: true });
}

/** Removes what was fetched. */
export async function removePartial(wanted: WantedFile): Promise<void> {
  await Promise.all([partPath(wanted), statePath(wanted)].map((path) => rm(path, { force: true })));
}

/** Bytes of the file that an earlier attempt left, and which need no further room on the disk. */
export async function bytesOnDisk(wanted: WantedFile): Promise<number> {
  const whole = await stat(wanted.path).catch(() => undefined);
  if (whole?.size === wanted.sizeBytes) return wanted.sizeBytes;
  const part = await stat(partPath(wanted)).catch(() => undefined);
  // the file has its full length from the start, and holes in it
  return part === undefined ? 0 : Math.min(part.size, part.blocks * 512);
}

/** Where a file lies until it is whole. */
export function partPath({ path }: Pick<WantedFile, "path">): string {
  return `${path}.part`;
}

function statePath({ path }: Pick<WantedFile, "path">): string {
  return `${path}.part.json`;
}

/** The SHA-256 of a file, in hexadecimal digits. */
export async function fileSha256(path: string, signal: AbortSignal): Promise<string> {
  const hash = createHash("sha256");
  for await (const piece of createReadStream(path, { signal, highWaterMark: 256 * 1024 })) hash.update(piece);
  return hash.digest("hex");
}
