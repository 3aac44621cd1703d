import { realpath } from "node:fs/promises";
import { ShimmyError } from "../../core/errors.ts";
import { aliasKey } from "../registry/model-alias.ts";
import type { DiscoveryProblem, ModelEntry } from "../registry/model-entry.ts";
import type { ModelRegistry } from "../registry/model-registry.ts";
import type { PulledModel } from "./pull-context.ts";
import type { PullSource } from "./pull-source.ts";

/**
 * The entry of a model that was just pulled.
 *
 * @param entries of a search that was made since, with its problems.
 * @throws ShimmyError `model_corrupt` with the reason, where the file is of no use.
 */
export async function pulledEntry(
  { path, name }: PulledModel,
  entries: readonly ModelEntry[],
  problems: readonly DiscoveryProblem[],
): Promise<ModelEntry> {
  const models = entries.filter((entry) => entry.alias === undefined);
  // one blob may have several names
  const named = models.find((entry) => name !== undefined && aliasKey(entry.name) === aliasKey(name));
  const entry = named ?? (await entryOfFile(path, models));
  if (entry !== undefined) return entry;
  const reason =
    problems.find((problem) => problem.path === path)?.reason ?? "It is not among the models that are found.";
  throw new ShimmyError("model_corrupt", `The model was pulled, but it cannot be used: ${reason}`);
}

/** The store may be reached by links. */
async function entryOfFile(path: string, entries: readonly ModelEntry[]): Promise<ModelEntry | undefined> {
  const wanted = await realpath(path);
  for (const entry of entries) {
    if ((await realpath(entry.path).catch(() => "")) === wanted) return entry;
  }
  return undefined;
}

/**
 * The name by which its asker will use a pulled model. `hf.co/owner/name:quant`, as Ollama's clients write it, is kept as an alias,
 * since no file has such a name.
 */
export async function nameForAsker(
  source: PullSource,
  entryName: string,
  registry: Pick<ModelRegistry, "list" | "putAlias">,
): Promise<string> {
  if (source.kind !== "huggingface" || source.alias === undefined) return entryName;
  const { alias } = source;
  const holder = registry.list().find(({ name }) => aliasKey(name) === aliasKey(alias));
  if (holder !== undefined && holder.alias?.base === entryName) return holder.name;
  if (holder !== undefined && holder.alias === undefined) return entryName;
  const { name } = await registry.putAlias({ name: alias, base: entryName, createdAt: new Date() }, "model");
  return name;
}
