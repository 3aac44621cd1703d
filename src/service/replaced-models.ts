import type { ModelEntry } from "../models/registry/model-entry.ts";

/** A loaded model that its entry no longer describes. */
interface ReplacedModel {
  readonly name: string;
  /**
   * `unload`: the name stands for another file or template, and the old one must not answer for it. `let-go`: its file was removed
   * or written anew; what runs goes on with the file it has, and the next load takes what is there then.
   */
  readonly action: "unload" | "let-go";
}

/** Compares what is loaded with what is there now. */
export function replacedModels(
  loaded: readonly ModelEntry[],
  listed: readonly ModelEntry[],
): readonly ReplacedModel[] {
  const current = new Map(listed.map((entry) => [entry.name, entry]));
  return loaded.flatMap((entry): readonly ReplacedModel[] => {
    const { name } = entry;
    const now = current.get(name);
    if (now === undefined) return [{ name, action: "let-go" }];
    if (now.path !== entry.path || templateOf(now) !== templateOf(entry)) return [{ name, action: "unload" }];
    return stateOf(now) === stateOf(entry) ? [] : [{ name, action: "let-go" }];
  });
}

function templateOf({ alias, settings }: ModelEntry): string | undefined {
  return alias?.template ?? settings?.template;
}

/** Changes whenever the files do; an alias has a time of its own. */
function stateOf(entry: ModelEntry): string {
  const { sizeBytes, modifiedAt, loraPath } = entry.alias?.model ?? entry;
  return [sizeBytes, modifiedAt.getTime(), loraPath].join(" ");
}
