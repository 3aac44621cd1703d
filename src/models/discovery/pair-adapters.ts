import { basename, dirname } from "node:path";
import { parseName } from "../registry/name-parts.ts";
import type { Companion, DiscoveredModel } from "./inspect-model.ts";

/** An adapter and the models that it may be applied to. */
interface PairedAdapter {
  readonly adapter: Companion;
  /** Empty where its base is not here. */
  readonly bases: readonly DiscoveredModel[];
}

/**
 * Finds the base models of adapters: those that the adapter's metadata name, or else those in the same folder, the one above or
 * one below whose file name the adapter's begins with. The architectures must be the same. Every quantization of a base is one.
 */
export function pairAdapters(
  adapters: readonly Companion[],
  models: readonly DiscoveredModel[],
): readonly PairedAdapter[] {
  return adapters.map((adapter) => {
    const candidates = models.filter(({ summary }) => summary.architecture === adapter.architecture);
    const named = candidates.filter((model) => isNamed(adapter, model));
    return { adapter, bases: named.length > 0 ? named : besideByName(adapter, candidates) };
  });
}

function isNamed(adapter: Companion, model: DiscoveredModel): boolean {
  const wanted = new Set(adapter.bases.map(squeezed));
  return [model.summary.name, model.name, fileStem(model.path)].some(
    (name) => name !== undefined && wanted.has(squeezed(name)),
  );
}

/** A name without its quantization and all that is spelled in different ways. */
function squeezed(name: string): string {
  return parseName(name).base.replaceAll(/[^a-z0-9]+/g, "");
}

function besideByName(adapter: Companion, models: readonly DiscoveredModel[]): readonly DiscoveredModel[] {
  const own = words(fileStem(adapter.path));
  const fits = models
    .filter((model) => areNear(dirname(adapter.path), dirname(model.path)))
    .map((model) => ({ model, stem: words(parseName(fileStem(model.path)).base) }))
    .filter(({ stem }) => stem.length > 0 && stem.every((word, index) => own[index] === word));
  // "llama-3-8b-style" belongs to "llama-3-8b", though it begins with "llama-3" as well
  const longest = Math.max(0, ...fits.map(({ stem }) => stem.length));
  return fits.filter(({ stem }) => stem.length === longest).map(({ model }) => model);
}

function areNear(folder: string, other: string): boolean {
  return folder === other || dirname(folder) === other || dirname(other) === folder;
}

function fileStem(path: string): string {
  return basename(path).replace(/\.gguf$/i, "");
}

function words(name: string): readonly string[] {
  return name
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((word) => word !== "");
}
