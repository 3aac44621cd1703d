import { type ChangeEffect, FILE_PLACEMENTS } from "./file/file-places.ts";
import { sectionChanges } from "./section-changes.ts";
import type { SettledSetting } from "./settled-settings.ts";
import type { ShimmyConfig } from "./shimmy-config.ts";

/** Names of settings that differ, by when the difference counts in a running server. */
export type ConfigChanges = Readonly<Record<ChangeEffect, readonly string[]>>;

/** A configuration and where its values come from. */
interface Compared {
  readonly config: ShimmyConfig;
  readonly settled: readonly SettledSetting[];
}

/** What a new configuration has otherwise. */
export function configChanges(before: Compared, after: Compared): ConfigChanges {
  const old = new Map(before.settled.map(({ key, value }) => [key, JSON.stringify(value)]));
  const changed = after.settled.filter(({ key, value }) => old.get(key) !== JSON.stringify(value));
  const named = (effect: ChangeEffect): readonly string[] =>
    changed.filter(({ key }) => FILE_PLACEMENTS[key].effect === effect).map(({ name }) => name);
  const sections = sectionChanges(before.config.models?.sections ?? [], after.config.models?.sections ?? []);
  const areAliasesOther = aliasesOf(before) !== aliasesOf(after);
  return {
    live: [...named("live"), ...sections.live, ...(areAliasesOther ? ["aliases"] : [])],
    load: [...named("load"), ...sections.load],
    restart: named("restart"),
  };
}

/** Where an alias stands in the file is no difference. */
function aliasesOf({ config }: Compared): string {
  return JSON.stringify(config.models?.aliases.map(({ place: _, ...alias }) => alias) ?? []);
}

/**
 * The configuration that a running server may take: what needs a restart stays as it is, all of it together, since the address, the
 * key and the consent to go without one were checked together.
 */
export function takeable(running: Compared, next: Compared): Compared {
  const { bind, apiKey, insecureNoAuth } = running.config;
  const kept = new Map(running.settled.map((setting) => [setting.key, setting]));
  return {
    config: { ...next.config, bind, apiKey, insecureNoAuth },
    settled: next.settled.map((setting) =>
      FILE_PLACEMENTS[setting.key].effect === "restart" ? (kept.get(setting.key) ?? setting) : setting,
    ),
  };
}
