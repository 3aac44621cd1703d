import type { ModelSection } from "../core/configured-models.ts";
import { fileName } from "./file/file-places.ts";

/** Names of models' own settings that differ, as `models.llama3.system`, by when the difference counts. */
export interface SectionChanges {
  readonly live: readonly string[];
  /** Those that the model must be loaded anew for. */
  readonly load: readonly string[];
}

/** What the sections of a new configuration have otherwise. Where they stand in the file is no difference. */
export function sectionChanges(
  before: readonly ModelSection[],
  after: readonly ModelSection[],
): SectionChanges {
  const names = new Set([...before, ...after].map(({ name }) => name));
  const pairs = [...names].map((name) => ({ name, ...pair(name, before, after) }));
  return {
    live: pairs.flatMap(({ name, old, now }) =>
      differing(`models.${name}`, liveValues(old), liveValues(now)),
    ),
    load: pairs.flatMap(({ name, old, now }) =>
      differing(`models.${name}`, loadValues(old), loadValues(now)),
    ),
  };
}

function pair(name: string, before: readonly ModelSection[], after: readonly ModelSection[]) {
  return { old: before.find((one) => one.name === name), now: after.find((one) => one.name === name) };
}

type Values = Readonly<Record<string, unknown>>;

function liveValues(section: ModelSection | undefined): Values {
  if (section === undefined) return {};
  const { system, options, keepAliveMs, pin } = section;
  // JSON has no infinity
  return { ...options, system, pin, keepAliveMs: keepAliveMs === undefined ? undefined : `${keepAliveMs}` };
}

function loadValues(section: ModelSection | undefined): Values {
  return { ...section?.load, template: section?.template };
}

function differing(prefix: string, old: Values, now: Values): readonly string[] {
  const keys = [...new Set([...Object.keys(old), ...Object.keys(now)])];
  return keys
    .filter((key) => JSON.stringify(old[key]) !== JSON.stringify(now[key]))
    .map((key) => `${prefix}.${nameInFile(key)}`);
}

function nameInFile(key: string): string {
  return fileName(key === "contextLength" ? "maxContextLength" : key);
}
