import type { ConfigLayer, GivenValue, SettingSource } from "./config-layer.ts";
import type { ConfigProblem } from "./config-problem.ts";
import { shorten } from "./file/toml-node.ts";
import type { Setting } from "./setting.ts";

/** A setting's value over all layers, and who said so. */
export interface ResolvedSetting<Value> {
  readonly value: Value;
  /** Several where layers add up. */
  readonly sources: readonly SettingSource[];
}

/**
 * The value that the highest layer gives, or all of them where the setting adds up.
 *
 * @param layers the highest first.
 * @param problems gets one for each value that is not allowed.
 */
export function resolveSetting<Value>(
  setting: Setting<Value>,
  layers: readonly ConfigLayer[],
  problems: ConfigProblem[],
): ResolvedSetting<Value> {
  const found: Value[] = [];
  const sources: SettingSource[] = [];
  for (const layer of layers) {
    const given = layer.read(setting);
    const values = parseGiven(setting, given, problems);
    if (values.length === 0) continue;
    found.push(setting.merge === undefined ? (values.at(-1) ?? setting.fallback) : setting.merge(values));
    sources.push(...given.slice(0, 1).map(({ source }) => source));
    if (setting.accumulates !== true) break;
  }
  if (found.length === 0) return { value: setting.fallback, sources: [{ kind: "default" }] };
  const value = setting.merge === undefined ? (found[0] ?? setting.fallback) : setting.merge(found);
  return { value, sources };
}

function parseGiven<Value>(
  setting: Setting<Value>,
  given: readonly GivenValue[],
  problems: ConfigProblem[],
): readonly Value[] {
  const values: Value[] = [];
  for (const each of given) {
    const parse = (each.isPart === true && setting.parsePart) || setting.parse;
    const value = each.text === undefined ? undefined : parse(each.text);
    if (value === undefined) problems.push(problemOf(setting, each));
    else values.push(value);
  }
  return values;
}

function problemOf<Value>(
  setting: Setting<Value>,
  { text = "", shown, isPart, source }: GivenValue,
): ConfigProblem {
  const not = isPart === true ? "and may not hold" : "not";
  const value = setting.secret === true ? "" : `, ${not} ${shown ?? JSON.stringify(shorten(text))}`;
  return {
    message: `${source.name} must be ${allowedIn(setting, source)}${value}.`,
    setting: source.name,
    ...(source.kind === "file" && { place: source.place }),
  };
}

/** The file has values of their own kind where a flag has words. */
function allowedIn<Value>({ allowed, form }: Setting<Value>, { kind }: SettingSource): string {
  if (kind !== "file") return allowed;
  if (form?.type === "boolean") return "true or false";
  if (form?.type !== "array") return allowed;
  return `a list in brackets of ${allowed.replace(/^a (?:comma-separated )?list of /u, "")}`;
}
