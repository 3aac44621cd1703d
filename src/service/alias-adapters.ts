import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { pipeline } from "node:stream/promises";
import { ShimmyError } from "../core/errors.ts";
import type { AdapterScale } from "../core/generation-options.ts";
import type { KnownAdapter } from "./known-adapters.ts";

/** A LoRA adapter that an alias is to have. */
export interface AskedAdapter extends AdapterScale {
  /** SHA-256 of its file in hexadecimal digits, where the client says which file it means. */
  readonly sha256?: string | undefined;
}

/** Time to read an adapter's file, of a few gigabytes at most. */
const READ_TIMEOUT_MS = 120_000;

/** Field of the client's request. */
const PARAM = "adapters";

/**
 * The adapters of a new alias. A name only ever selects one of the model's: no file of the client's choice is opened.
 *
 * @throws ShimmyError `invalid_request` for an adapter that the model does not have, or whose file is another one.
 */
export async function aliasAdapters(
  asked: readonly AskedAdapter[],
  known: readonly KnownAdapter[],
): Promise<readonly AdapterScale[]> {
  const adapters: AdapterScale[] = [];
  for (const { name, scale, sha256 } of asked) {
    const adapter = known.find((candidate) => candidate.name === name);
    if (adapter === undefined) throw unknownAdapter(name, known);
    if (sha256 !== undefined && (await fileSha256(adapter.path)) !== sha256.toLowerCase()) {
      throw new ShimmyError(
        "invalid_request",
        `The server's adapter ${shown(name)} is another file than sha256:${sha256}: name it with a strength, such as 1, to take it as it is.`,
        { param: PARAM },
      );
    }
    adapters.push({ name, scale });
  }
  return adapters;
}

function unknownAdapter(name: string, known: readonly KnownAdapter[]): ShimmyError {
  const names = known.map((adapter) => adapter.name);
  const has = names.length === 0 ? "has none" : `has ${names.map(shown).join(", ")}`;
  return new ShimmyError(
    "invalid_request",
    `There is no adapter ${shown(name)}: this model ${has}. Start the server with --lora to give it more.`,
    { param: PARAM, details: { adapters: names } },
  );
}

/**
 * SHA-256 of an adapter's file in hexadecimal digits.
 *
 * @throws ShimmyError `model_corrupt` for a file that cannot be read.
 */
export async function fileSha256(path: string): Promise<string> {
  const hash = createHash("sha256");
  try {
    await pipeline(createReadStream(path), hash, { signal: AbortSignal.timeout(READ_TIMEOUT_MS) });
  } catch (cause) {
    throw new ShimmyError("model_corrupt", "The adapter's file cannot be read.", { param: PARAM, cause });
  }
  return hash.digest("hex");
}

function shown(name: string): string {
  return JSON.stringify(name.slice(0, 100));
}
