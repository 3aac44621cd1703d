import type { ModelEntry } from "../../models/registry/model-entry.ts";

/** What is known of a model that is to be removed. */
export interface RemovalFacts {
  readonly name: string;
  readonly source: ModelEntry["source"];
  readonly isAlias: boolean;
  /** Path of its first file, for messages. */
  readonly path: string;
  /** The entry of its folder, links resolved, lies in Shimmy's own store. */
  readonly isInStore: boolean;
  /** Another program keeps books of this file. */
  readonly owner: "ollama" | "hugging-face" | undefined;
  /** A process has it in memory. */
  readonly user: "server" | "process" | undefined;
  readonly isForced: boolean;
}

/** What is to be done with a model. */
export type RemovalDecision =
  | { readonly kind: "alias" }
  | { readonly kind: "files" }
  /** Not to be removed, and why, in words for people. */
  | { readonly kind: "refuse"; readonly reason: string };

/**
 * Decides what removing a model means: an alias is forgotten, a file of our own store goes, any other file only when that is
 * asked for, and nothing that is in use, comes with Shimmy, or is on another program's books.
 */
export function decideRemoval(facts: RemovalFacts): RemovalDecision {
  const { name, path } = facts;
  if (facts.isAlias) return { kind: "alias" };
  const refuse = (reason: string): RemovalDecision => ({ kind: "refuse", reason });
  if (facts.source === "builtin") {
    return refuse(`"${name}" comes with Shimmy and stays; --no-builtin leaves it out of the list.`);
  }
  if (facts.user === "server") return refuse(`"${name}" is in the server's memory: shimmy stop ${name}`);
  if (facts.user === "process")
    return refuse(`A process has the file of "${name}" in memory; end it first: ${path}`);
  if (facts.isInStore) return { kind: "files" };
  if (facts.owner === "ollama") return refuse(`"${name}" is Ollama's; remove it there: ollama rm ${name}`);
  if (facts.owner === "hugging-face") {
    return refuse(
      `"${name}" lies in the Hugging Face cache; remove it there: hf cache rm, or huggingface-cli delete-cache`,
    );
  }
  if (facts.isForced) return { kind: "files" };
  return refuse(
    `"${name}" is no model that Shimmy pulled, and its file is yours: ${path}. Remove it yourself, or with --force.`,
  );
}
