import { realpath } from "node:fs/promises";
import { dirname } from "node:path";
import type { ShimmyError } from "../../core/errors.ts";
import type { DiscoveredModel } from "../discovery/inspect-model.ts";
import { type Examined, examineFile, readModelFile } from "./examine-file.ts";

/** Where the built-in model lies, symbolic links resolved; undefined for what does not exist. */
export interface BuiltinPlace {
  readonly file: string | undefined;
  /** Its folder, which holds nothing that is meant to be served. */
  readonly folder: string | undefined;
}

/** Finds out what a search must pass over, whether the built-in model is listed or not. */
export async function locateBuiltin(path: string): Promise<BuiltinPlace> {
  const [file, folder] = await Promise.all([path, dirname(path)].map(realPathOf));
  return { file, folder };
}

async function realPathOf(path: string): Promise<string | undefined> {
  return await realpath(path).catch(() => undefined);
}

/** Looks at the built-in model's file. A missing or damaged one is a problem, never an error. */
export async function readBuiltinModel(path: string): Promise<Examined<DiscoveredModel>> {
  return await examineFile(path, readModelFile, reasonFor);
}

function reasonFor({ code, message }: ShimmyError): string {
  const what =
    code === "model_not_found"
      ? "The file of the built-in model is missing."
      : `The built-in model cannot be used: ${message}`;
  return `${what} Install Shimmy again, or leave the model out with --no-builtin.`;
}
