import type { ConfiguredAlias } from "../../core/configured-models.ts";
import { type ConfigProblem, readPlace } from "../config-problem.ts";
import { shownKey } from "./unknown-key.ts";

/** One problem for each alias that stands for itself, at once or over others, and so for no model. */
export function aliasCircles(aliases: readonly ConfiguredAlias[]): readonly ConfigProblem[] {
  const byName = new Map(aliases.map((alias) => [keyOf(alias.name), alias]));
  return aliases.flatMap((alias) => {
    const way = wayBack(alias, byName);
    if (way === undefined) return [];
    const setting = `aliases.${shownKey(alias.name)}`;
    const names = way.map((name) => shownKey(name)).join(" → ");
    const message = `${setting} stands for itself (${names}): an alias needs the name of a model.`;
    return [{ message, setting, place: readPlace(alias.place) }];
  });
}

function wayBack(
  start: ConfiguredAlias,
  byName: ReadonlyMap<string, ConfiguredAlias>,
): readonly string[] | undefined {
  const way = [start.name];
  for (
    let next = byName.get(keyOf(start.model));
    way.length <= byName.size;
    next = byName.get(keyOf(next.model))
  ) {
    if (next === undefined) return undefined;
    way.push(next.name);
    if (next === start) return way;
  }
  return undefined;
}

/** Names are compared as requests for them are. */
function keyOf(name: string): string {
  return name.toLowerCase().replace(/:latest$/u, "");
}
