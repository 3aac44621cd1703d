import type { FoundFile } from "./find-gguf-files.ts";
import type { ModelFiles } from "./group-shards.ts";
import type { Inspection } from "./inspect-model.ts";
import { type CachedInspection, InspectionFile } from "./inspection-file.ts";

/**
 * Remembers what unchanged files turned out to be, so that searching a thousand models again is quick. With a file on the disk
 * the next process knows it, too.
 */
export class InspectionCache {
  readonly #file: InspectionFile | undefined;
  #current = new Map<string, CachedInspection>();
  #next = new Map<string, CachedInspection>();
  #isChanged = false;
  #reading: Promise<void> | undefined;

  /** @param path of the file to keep it in; absent keeps it in memory alone. */
  constructor(path?: string) {
    this.#file = path === undefined ? undefined : new InspectionFile(path);
  }

  /** Reads the file once. Never throws: without it headers are read again. */
  async open(): Promise<void> {
    this.#reading ??= this.#read();
    await this.#reading;
  }

  async #read(): Promise<void> {
    if (this.#file !== undefined) this.#current = await this.#file.read();
  }

  /** What a model's files are, from memory where no file of the model changed. */
  async inspect(files: ModelFiles): Promise<Inspection> {
    return await this.remember(files.first.path, fingerprintOf(files), async () => {
      // The reader of headers is a dozen modules, and a list of files that did not change needs none of them.
      const { inspectModel } = await import("./inspect-model.ts");
      return await inspectModel(files);
    });
  }

  /** What is remembered of a model's files where none changed; undefined where they must be read. */
  recall(files: ModelFiles): Inspection | undefined {
    const { path } = files.first;
    const cached = this.#current.get(path);
    if (cached === undefined || cached.fingerprint !== fingerprintOf(files)) return undefined;
    this.#next.set(path, cached);
    return cached.inspection;
  }

  /** What `inspect` says, asked only where the fingerprint is another one than the last time. */
  async remember(key: string, fingerprint: string, inspect: () => Promise<Inspection>): Promise<Inspection> {
    const cached = this.#current.get(key);
    if (cached?.fingerprint === fingerprint) {
      this.#next.set(key, cached);
      return cached.inspection;
    }
    const inspection = await inspect();
    this.#next.set(key, { fingerprint, inspection });
    // The file holds no problems, so that a new one changes nothing in it.
    if (inspection.kind !== "problem" || cached !== undefined) this.#isChanged = true;
    return inspection;
  }

  /**
   * Forgets the files that were not asked for since the last call, which are gone, and keeps the rest on the disk.
   *
   * @param isForgotten false for a path that this search had no business with, or could not reach.
   */
  async endSearch(isForgotten: (path: string) => boolean = () => true): Promise<void> {
    for (const [path, cached] of this.#current) {
      if (this.#next.has(path)) continue;
      if (isForgotten(path)) this.#isChanged = true;
      else this.#next.set(path, cached);
    }
    this.#current = this.#next;
    this.#next = new Map();
    if (!this.#isChanged) return;
    this.#isChanged = false;
    await this.#file?.write(this.#current);
  }
}

function fingerprintOf({ first, further, missing }: ModelFiles): string {
  const part = ({ path, realPath, sizeBytes, modifiedAt }: FoundFile): string =>
    `${realPath === path ? "" : realPath}|${sizeBytes}|${modifiedAt.getTime()}`;
  return [...[first, ...further].map(part), ...missing].join("\n");
}
