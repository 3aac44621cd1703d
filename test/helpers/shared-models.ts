import { existsSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { needing } from "./needing.ts";

/** Folder beside the repository that may hold real models for tests; they are never part of the repository. */
const SHARED_MODELS = fileURLToPath(new URL("../../../shared/models/", import.meta.url));

/** Absolute path of a real model beside the repository, or undefined where this machine has none. */
function sharedModel(name: string): string | undefined {
  const path = `${SHARED_MODELS}${name}`;
  return existsSync(path) ? path : undefined;
}

/** A `describe` over a real model; where it is absent the block is skipped and its title says why. */
export function describeWithSharedModel(name: string, title: string, body: (path: string) => void): void {
  const path = sharedModel(name);
  const lack = path === undefined ? `../shared/models/${name} is absent` : undefined;
  needing(lack).describe(title, () => body(path ?? `${SHARED_MODELS}${name}`));
}
