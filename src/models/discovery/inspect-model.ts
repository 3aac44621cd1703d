import { ShimmyError } from "../../core/errors.ts";
import type { GgufMetadata } from "../gguf/gguf-metadata.ts";
import { readGgufHeader } from "../gguf/read-gguf-header.ts";
import { summarizeGguf } from "../gguf/summarize-gguf.ts";
import { validateGguf } from "../gguf/validate-gguf.ts";
import type { DiscoveryProblem, ModelSettings } from "../registry/model-entry.ts";
import type { ModelFiles } from "./group-shards.ts";
import { type ModelFacts, toModelFacts } from "./model-facts.ts";

/** A model as found in a folder. */
export interface DiscoveredModel {
  /** Path of the file to load. */
  readonly path: string;
  readonly realPath: string;
  /** Of all its files together. */
  readonly sizeBytes: number;
  /** Latest change of any of its files. */
  readonly modifiedAt: Date;
  readonly summary: ModelFacts;
  /** Name that its store gives it; absent takes the file's. */
  readonly name?: string;
  /** Adapter that its store applies to it. */
  readonly loraPath?: string;
  readonly settings?: ModelSettings;
}

/** A file beside models that is none: it belongs to one. */
export interface Companion {
  readonly path: string;
  readonly realPath: string;
  readonly kind: "adapter" | "projector";
  readonly architecture: string;
  /** Names of the models that it was made for, as its metadata tell them. */
  readonly bases: readonly string[];
}

/** What a file turned out to be. */
export type Inspection =
  | { readonly kind: "model"; readonly model: DiscoveredModel }
  /** An adapter or a projector: sound, but no model. */
  | { readonly kind: "companion"; readonly companion: Companion }
  | { readonly kind: "problem"; readonly problem: DiscoveryProblem };

/** Reads the header of a model's files. Never throws for what is wrong with them. */
export async function inspectModel(files: ModelFiles): Promise<Inspection> {
  const { first, further, missing } = files;
  if (missing.length > 0) {
    const reason = `The model is incomplete, missing ${missing.join(", ")}; download the rest.`;
    return { kind: "problem", problem: { path: first.path, reason } };
  }
  try {
    const { header, summary } = await validateGguf(first.path);
    const all = [first, ...further];
    const sizeBytes = all.reduce((sum, file) => sum + file.sizeBytes, 0);
    const modifiedAt = new Date(Math.max(...all.map((file) => file.modifiedAt.getTime())));
    const { path, realPath } = first;
    const facts = toModelFacts(header, summary);
    return { kind: "model", model: { path, realPath, sizeBytes, modifiedAt, summary: facts } };
  } catch (error) {
    if (!(error instanceof ShimmyError)) throw error;
    // The validator's answer to a sound file that is an adapter or a projector.
    if (error.code === "invalid_request") return await inspectCompanion(files);
    return { kind: "problem", problem: { path: first.path, reason: error.message } };
  }
}

async function inspectCompanion({ first: { path, realPath } }: ModelFiles): Promise<Inspection> {
  try {
    const header = await readGgufHeader(path);
    const { isProjector, architecture } = summarizeGguf(header);
    if (!isProjector) await validateGguf(path, "adapter");
    const kind = isProjector ? "projector" : "adapter";
    const bases = baseNames(header.metadata);
    return { kind: "companion", companion: { path, realPath, kind, architecture, bases } };
  } catch (error) {
    if (!(error instanceof ShimmyError)) throw error;
    return { kind: "problem", problem: { path, reason: error.message } };
  }
}

/** Models that a file says it was made from at most; real ones have one to three. */
const MOST_BASES = 16;

/** Keys as llama.cpp's gguf-py/gguf/constants.py has them. */
function baseNames(metadata: GgufMetadata): readonly string[] {
  const count = Math.min(metadata.count("general.base_model.count") ?? 0, MOST_BASES);
  const names = Array.from({ length: count }, (_, index) => {
    const key = `general.base_model.${index}`;
    const repository = metadata.string(`${key}.repo_url`)?.replace(/\/+$/, "").split("/").at(-1);
    return [metadata.string(`${key}.name`), repository];
  });
  return [...new Set(names.flat().filter((name) => name !== undefined && name !== ""))].filter(isText);
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}
