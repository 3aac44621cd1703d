import { ShimmyError } from "../../core/errors.ts";
import type { GgufSummary } from "../gguf/summarize-gguf.ts";
import { validateGguf } from "../gguf/validate-gguf.ts";
import type { DiscoveryProblem } from "../registry/model-entry.ts";
import type { ModelFiles } from "./group-shards.ts";

/** A model as found in a folder. */
export interface DiscoveredModel {
  /** Path of the file to load. */
  readonly path: string;
  readonly realPath: string;
  /** Of all its files together. */
  readonly sizeBytes: number;
  /** Latest change of any of its files. */
  readonly modifiedAt: Date;
  readonly summary: GgufSummary;
}

/** What a file turned out to be. */
export type Inspection =
  | { readonly kind: "model"; readonly model: DiscoveredModel }
  /** An adapter or a projector: sound, but no model. */
  | { readonly kind: "companion" }
  | { readonly kind: "problem"; readonly problem: DiscoveryProblem };

/** Reads the header of a model's files. Never throws for what is wrong with them. */
export async function inspectModel(files: ModelFiles): Promise<Inspection> {
  const { first, further, missing } = files;
  if (missing.length > 0) {
    const reason = `The model is incomplete, missing ${missing.join(", ")}; download the rest.`;
    return { kind: "problem", problem: { path: first.path, reason } };
  }
  try {
    const { summary } = await validateGguf(first.path);
    const all = [first, ...further];
    const sizeBytes = all.reduce((sum, file) => sum + file.sizeBytes, 0);
    const modifiedAt = new Date(Math.max(...all.map((file) => file.modifiedAt.getTime())));
    return {
      kind: "model",
      model: { path: first.path, realPath: first.realPath, sizeBytes, modifiedAt, summary },
    };
  } catch (error) {
    if (!(error instanceof ShimmyError)) throw error;
    // The validator's answer to a sound file that is an adapter or a projector.
    if (error.code === "invalid_request") return { kind: "companion" };
    return { kind: "problem", problem: { path: first.path, reason: error.message } };
  }
}
