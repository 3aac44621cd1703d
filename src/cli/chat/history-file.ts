import { appendFile, mkdir, readFile, rename, writeFile } from "node:fs/promises";
import { dirname } from "node:path";

/** Lines that are kept. */
export const HISTORY_LENGTH = 1_000;
/** A pasted book is no line to bring back. */
const LONGEST_LINE = 10_000;

/** Lines typed in earlier chats, in a file that its owner alone may read. A disk that does not take them stops no chat. */
export class HistoryFile {
  readonly #path: string;

  /** @param path absolute; its folder is made with the first line. */
  constructor(path: string) {
    this.#path = path;
  }

  /** The latest lines, the newest first, as line editors take them. Empty where there is no file. */
  async read(): Promise<readonly string[]> {
    const text = await readFile(this.#path, "utf8").catch(() => "");
    const lines = text.split("\n").flatMap(parseLine);
    const kept = lines.slice(-HISTORY_LENGTH);
    // twice as many as are kept: then the file is worth a rewrite
    if (lines.length > 2 * HISTORY_LENGTH) await this.#replace(kept).catch(() => {});
    return kept.reverse();
  }

  /** Adds a line. Every entry is one append, so that two chats at once lose nothing. */
  async add(line: string): Promise<void> {
    if (line.trim() === "" || line.length > LONGEST_LINE) return;
    try {
      await mkdir(dirname(this.#path), { recursive: true, mode: 0o700 });
      await appendFile(this.#path, `${JSON.stringify(line)}\n`, { mode: 0o600 });
    } catch {
      // the chat goes on without
    }
  }

  async #replace(lines: readonly string[]): Promise<void> {
    const partial = `${this.#path}.${process.pid}.partial`;
    await writeFile(partial, lines.map((line) => `${JSON.stringify(line)}\n`).join(""), { mode: 0o600 });
    await rename(partial, this.#path);
  }
}

function parseLine(json: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(json);
    return typeof value === "string" ? [value] : [];
  } catch {
    return [];
  }
}
