import { ShimmyError } from "../../core/errors.ts";
import { isBuiltin } from "./alias-entries.ts";
import { defaultModel } from "./default-model.ts";
import type { ModelEntry } from "./model-entry.ts";
import { type NameParts, parseName } from "./name-parts.ts";
import { nearestModelName } from "./nearest-model-name.ts";
import type { UnusableModel } from "./unusable-models.ts";

/** Names that one message lists at most. */
const NAMES_LISTED = 10;
const QUOTED_LENGTH = 80;

/**
 * The model that a client means. The name only ever selects one of `entries`, it never becomes a path.
 * Tried in this order: the very name; without regard to case, `.gguf` and `:latest`; with the
 * quantization left out or written as a tag (`name:q4_k_m`), or with the tag left out (`llama3` for `llama3:8b`), when only
 * one model fits.
 *
 * @param entries in the order of their names.
 * @param name undefined takes the default: the registered model, else the first found, else the built-in one.
 * @param isModelNamed true when a setting names a model, usable or not.
 * @param unusable what is there and answers nothing. One of the very name goes before models that the name fits less well: an
 * answer from another model would go unnoticed.
 * @throws ShimmyError `model_not_found` naming the nearest model, `invalid_request` listing the
 * candidates when several fit, the code of what cannot be used.
 */
export function resolveModel(
  entries: readonly ModelEntry[],
  name: string | undefined,
  isModelNamed = false,
  unusable: readonly UnusableModel[] = [],
): ModelEntry {
  if (name === undefined) {
    const entry = defaultModel(entries, isModelNamed);
    if (entry !== undefined) return entry;
    throw entries.length === 0 ? noModels("There are no models") : unusableModel(entries);
  }
  const exact = entries.find((entry) => entry.name === name);
  if (exact !== undefined) return exact;
  const wanted = parseName(name);
  for (const fits of [sameName, sameQuantization, sameBase, sameFamily]) {
    if (fits === sameQuantization) refuseUnusable(wanted, unusable, [sameName]);
    const candidates = entries.filter((entry) => fits(wanted, entry));
    const [only] = candidates;
    if (only !== undefined && candidates.length === 1) return only;
    if (candidates.length > 1) throw ambiguous(name, candidates);
  }
  refuseUnusable(wanted, unusable, [sameBase, sameFamily]);
  throw unknown(name, entries);
}

/** Of several the first is told: mended, it leaves the next. */
function refuseUnusable(
  wanted: NameParts,
  unusable: readonly UnusableModel[],
  rules: readonly ((wanted: NameParts, named: Named) => boolean)[],
): void {
  for (const fits of rules) {
    const found = unusable.find((one) => fits(wanted, one));
    if (found !== undefined) throw new ShimmyError(found.code, found.message, { param: "model" });
  }
}

/** What of a name cannot be used, by the rules of {@link resolveModel} for very names. */
export function findUnusable(name: string, unusable: readonly UnusableModel[]): UnusableModel | undefined {
  const wanted = parseName(name);
  return unusable.find((one) => sameName(wanted, one));
}

type Named = Pick<ModelEntry, "name">;

function sameName(wanted: NameParts, entry: Named): boolean {
  const own = parseName(entry.name);
  return own.base === wanted.base && own.quantization === wanted.quantization;
}

/** The name asks for a quantization that the file's metadata tell, though its name does not. */
function sameQuantization(wanted: NameParts, entry: ModelEntry): boolean {
  const own = parseName(entry.name);
  const quantization = own.quantization ?? entry.quantization.toLowerCase();
  return own.base === wanted.base && quantization === wanted.quantization;
}

/** The name leaves the quantization open. One that names another is never answered by this model. */
function sameBase(wanted: NameParts, entry: Named): boolean {
  return wanted.quantization === undefined && parseName(entry.name).base === wanted.base;
}

/** The name leaves the tag open, and with it the quantization. */
function sameFamily(wanted: NameParts, entry: Named): boolean {
  const { family } = parseName(entry.name);
  return wanted.quantization === undefined && wanted.family === wanted.base && family === wanted.base;
}

function ambiguous(name: string, candidates: readonly ModelEntry[]): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `${quote(name)} may mean several models; write one of ${listNames(candidates)}.`,
    { param: "model", details: { candidates: candidates.slice(0, NAMES_LISTED).map((entry) => entry.name) } },
  );
}

function unknown(name: string, entries: readonly ModelEntry[]): ShimmyError {
  if (entries.length === 0) return noModels(`There is no model ${quote(name)}, nor any other`);
  const nearest = nearestModelName(
    name,
    entries.map((entry) => entry.name),
  );
  if (nearest === undefined && entries.every(isBuiltin)) {
    return noModels(`There is no model ${quote(name)}, only the built-in ${listNames(entries)}`);
  }
  const hint = nearest === undefined ? `There are ${listNames(entries)}.` : `Did you mean ${quote(nearest)}?`;
  return new ShimmyError("model_not_found", `There is no model ${quote(name)}. ${hint}`, { param: "model" });
}

function unusableModel(entries: readonly ModelEntry[]): ShimmyError {
  return new ShimmyError(
    "model_not_found",
    `The model that SHIMMY_BASE_GGUF names cannot be used; the log and \`shimmy discover\` say why. Mend it, or name ${listNames(entries)} in the request.`,
    { param: "model" },
  );
}

function noModels(what: string): ShimmyError {
  return new ShimmyError(
    "model_not_found",
    `${what}. Put a .gguf file into one of the model folders, name a folder with --model-dirs or SHIMMY_MODEL_PATHS, or a file with SHIMMY_BASE_GGUF.`,
    { param: "model" },
  );
}

function listNames(entries: readonly ModelEntry[]): string {
  const names = entries.slice(0, NAMES_LISTED).map((entry) => quote(entry.name));
  const rest = entries.length - names.length;
  return names.join(", ") + (rest > 0 ? ` and ${rest} more` : "");
}

function quote(name: string): string {
  return JSON.stringify(name.length > QUOTED_LENGTH ? `${name.slice(0, QUOTED_LENGTH)}…` : name);
}
