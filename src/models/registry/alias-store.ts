import { randomUUID } from "node:crypto";
import { mkdir, open, readFile, rename, rm } from "node:fs/promises";
import { dirname } from "node:path";
import { ShimmyError } from "../../core/errors.ts";
import { systemCode } from "../gguf/gguf-errors.ts";
import { aliasKey, MAX_ALIASES, type ModelAlias, readAlias } from "./model-alias.ts";

/** What the file held, or why it cannot be used. */
export interface StoredAliases {
  readonly aliases: readonly ModelAlias[];
  readonly problem: string | undefined;
}

/** Aliases in one JSON file, which is replaced as a whole: a process that ends leaves the old one or the new one. */
export class AliasStore {
  readonly path: string;
  #last: Promise<unknown> = Promise.resolve();

  /** @param path absolute; the folder is made when the first alias is. */
  constructor(path: string) {
    this.path = path;
  }

  /** Reads the file. Never throws: what is wrong with it is told. */
  async read(): Promise<StoredAliases> {
    let json: string;
    try {
      json = await readFile(this.path, "utf8");
    } catch (error) {
      const isMissing = error instanceof Error && "code" in error && error.code === "ENOENT";
      return { aliases: [], problem: isMissing ? undefined : "The file of aliases cannot be read." };
    }
    const entries = parseEntries(json);
    if (entries === undefined) {
      return { aliases: [], problem: "The file of aliases is damaged: mend it, or remove it." };
    }
    const aliases = entries.map(readAlias).filter((alias) => alias !== undefined);
    const isWhole = aliases.length === entries.length;
    return { aliases, problem: isWhole ? undefined : "The file of aliases has entries that are none." };
  }

  /** Keeps an alias, in place of one of the same name. */
  async put(alias: ModelAlias): Promise<void> {
    await this.#change((aliases) => [...without(aliases, alias.name), alias]);
  }

  /** Forgets an alias; returns false where there is none of that name. */
  async remove(name: string): Promise<boolean> {
    const { aliases } = await this.read();
    if (without(aliases, name).length === aliases.length) return false;
    await this.#change((current) => without(current, name));
    return true;
  }

  /** One change after another, each of what the file holds by then. */
  async #change(change: (aliases: readonly ModelAlias[]) => readonly ModelAlias[]): Promise<void> {
    const turn = this.#last.then(async () => {
      const { aliases, problem } = await this.read();
      // to write now would drop what stands there
      if (problem !== undefined) throw new ShimmyError("conflict", problem);
      const changed = change(aliases);
      if (changed.length > MAX_ALIASES) {
        throw new ShimmyError("conflict", `There are ${MAX_ALIASES} aliases already; delete some first.`);
      }
      await this.#write(changed);
    });
    this.#last = turn.catch(() => undefined);
    await turn;
  }

  async #write(aliases: readonly ModelAlias[]): Promise<void> {
    const partial = `${this.path}.${randomUUID()}.partial`;
    try {
      await mkdir(dirname(this.path), { recursive: true });
      const handle = await open(partial, "wx", 0o600);
      try {
        await handle.writeFile(`${JSON.stringify({ version: VERSION, aliases }, null, 2)}\n`);
        await handle.sync();
      } finally {
        await handle.close();
      }
      await rename(partial, this.path);
    } catch (error) {
      await rm(partial, { force: true }).catch(() => {});
      throw unwritable(error);
    }
  }
}

const VERSION = 1;

/** Aliases are to outlive a restart, so that one that cannot be kept is refused. */
function unwritable(cause: unknown): ShimmyError {
  const code = systemCode(cause);
  switch (code) {
    case "ENOSPC":
    case "EDQUOT":
      return new ShimmyError("internal", "The alias could not be kept: the disk is full. Free some space.", {
        cause,
      });
    case "EACCES":
    case "EPERM":
    case "EROFS":
      return new ShimmyError(
        "forbidden",
        "The alias could not be kept: Shimmy may not write to its data folder. Set XDG_DATA_HOME to one that it may.",
        { cause },
      );
    default:
      return new ShimmyError("internal", `The alias could not be kept (${code ?? "unknown error"}).`, {
        cause,
      });
  }
}

function without(aliases: readonly ModelAlias[], name: string): readonly ModelAlias[] {
  return aliases.filter((alias) => aliasKey(alias.name) !== aliasKey(name));
}

function parseEntries(json: string): readonly unknown[] | undefined {
  try {
    const value: unknown = JSON.parse(json);
    if (typeof value !== "object" || value === null || !("aliases" in value) || !("version" in value)) {
      return undefined;
    }
    return value.version === VERSION && Array.isArray(value.aliases) ? value.aliases : undefined;
  } catch {
    return undefined;
  }
}
