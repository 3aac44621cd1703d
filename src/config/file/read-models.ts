import type {
  ConfiguredAlias,
  ConfiguredModels,
  ModelSection,
  RequestDefaults,
  SectionLoad,
} from "../../core/configured-models.ts";
import type { PartialGenerationOptions } from "../../core/generation-options.ts";
import type { ConfigLayer } from "../config-layer.ts";
import { type ConfigProblem, formatPlace } from "../config-problem.ts";
import { readLoadTuning } from "../load-tuning-layer.ts";
import { absolutePath, type PathOrigin } from "../path-list.ts";
import { resolveSetting } from "../resolve-setting.ts";
import type { Setting } from "../setting.ts";
import { readDraft } from "../speculation-settings.ts";
import { aliasCircles } from "./alias-circles.ts";
import {
  DEFAULT_TEXTS,
  SECTION_NAMES_BY_VARIABLE,
  SECTION_SETTING_NAMES,
  SECTION_SETTINGS,
  SECTION_SWITCHES,
} from "./model-section-keys.ts";
import { OPTION_FORMS, readOption } from "./option-forms.ts";
import { tableLayer } from "./table-layer.ts";
import { type TemplateFault, templateProblems } from "./template-place.ts";
import { describeNode, type TomlEntry, type TomlTable } from "./toml-node.ts";
import { shownKey, unknownKey } from "./unknown-key.ts";

/** Longest name that a section or an alias may have. */
const MAX_NAME_LENGTH = 256;
/** Names that clients can ask for as they ask for any other alias. */
const ALIAS_NAME = /^[A-Za-z0-9][\w.-]*(?:\/[A-Za-z0-9][\w.-]*){0,3}(?::[\w.-]+)?$/u;

const DEFAULT_KEYS = [...Object.keys(DEFAULT_TEXTS), ...OPTION_FORMS.keys()];
const SECTION_KEYS = [...DEFAULT_KEYS, ...Object.keys(SECTION_SWITCHES), ...SECTION_SETTING_NAMES.keys()];
const ALIAS_KEYS = ["model", ...DEFAULT_KEYS];

/** What relative paths start from, and what wins over a file. */
export interface SectionOrigin extends PathOrigin {
  /** Layers above the file: what they set holds for every model. */
  readonly above: readonly ConfigLayer[];
  /** Looks at chat templates; absent takes every text. */
  readonly templateFault?: ((template: string) => TemplateFault | undefined) | undefined;
}

/**
 * The tables `[models]` and `[aliases]`.
 *
 * @param problems gets one for everything that is not allowed.
 */
export function readModels(
  root: TomlTable,
  origin: SectionOrigin,
  problems: ConfigProblem[],
): ConfiguredModels {
  const sections = tablesOf(root, "models", problems).map(([name, entry]) =>
    readSection(name, entry, origin, problems),
  );
  const aliases = tablesOf(root, "aliases", problems).map(([name, entry]) =>
    readAlias(name, entry, origin, problems),
  );
  const read = aliases.filter((alias) => alias !== undefined);
  problems.push(...aliasCircles(read));
  return { sections: sections.filter((section) => section !== undefined), aliases: read };
}

function tablesOf(
  root: TomlTable,
  name: "models" | "aliases",
  problems: ConfigProblem[],
): readonly (readonly [string, TomlEntry])[] {
  const entry = root.entries.get(name);
  if (entry === undefined) return [];
  const { node } = entry;
  if (node.kind === "table") return [...node.entries];
  const example = name === "models" ? '[models."llama-3.2-1b"]' : 'small = "llama-3.2-1b" under [aliases]';
  problems.push({
    message: `${name} must be a table with a name in each key, for example ${example}, not ${describeNode(node)}.`,
    setting: name,
    place: node.place,
  });
  return [];
}

function readSection(
  name: string,
  { place, node }: TomlEntry,
  origin: SectionOrigin,
  problems: ConfigProblem[],
): ModelSection | undefined {
  const path = `models.${shownKey(name)}`;
  if (node.kind !== "table") {
    const message = `${path} must be a table of settings for that model, not ${describeNode(node)}.`;
    problems.push({ message, setting: path, place: node.place });
    return undefined;
  }
  if (name === "" || name.length > MAX_NAME_LENGTH) {
    problems.push({ message: "The name of a model has 1 to 256 characters.", setting: path, place });
  }
  problems.push(...unknownKeys(node, path, SECTION_KEYS));
  const pin = readSwitch(node, path, "pin", problems);
  const { keepAliveMs, load } = readEngine(node, path, origin, problems);
  return {
    name,
    place: formatPlace(place),
    ...readDefaults(node, path, origin, problems),
    load,
    ...(keepAliveMs !== undefined && { keepAliveMs }),
    ...(pin !== undefined && { pin }),
  };
}

function readAlias(
  name: string,
  { place, node }: TomlEntry,
  origin: SectionOrigin,
  problems: ConfigProblem[],
): ConfiguredAlias | undefined {
  const path = `aliases.${shownKey(name)}`;
  const refuse = (message: string): undefined => {
    problems.push({ message, setting: path, place });
    return undefined;
  };
  if (name.length > MAX_NAME_LENGTH || !ALIAS_NAME.test(name)) {
    return refuse(
      `${path} must have a name such as mario or team/mario:small: letters, digits and -_. with at most one colon.`,
    );
  }
  if (node.kind === "string" && node.value !== "") {
    return { name, place: formatPlace(place), model: String(node.value) };
  }
  if (node.kind !== "table")
    return refuse(`${path} must be the name of a model or a table, not ${describeNode(node)}.`);
  problems.push(...unknownKeys(node, path, ALIAS_KEYS));
  const model = readText(node, path, "model", problems);
  if (model === undefined) {
    if (!node.entries.has("model")) refuse(`${path} needs model: the name of the model that it stands for.`);
    return undefined;
  }
  return { name, place: formatPlace(place), model, ...readDefaults(node, path, origin, problems) };
}

function unknownKeys(table: TomlTable, path: string, known: readonly string[]): readonly ConfigProblem[] {
  return [...table.entries]
    .filter(([key]) => !known.includes(key))
    .map(([key, { place }]) => unknownKey(path, key, place, known));
}

function readDefaults(
  table: TomlTable,
  path: string,
  { templateFault }: SectionOrigin,
  problems: ConfigProblem[],
): RequestDefaults {
  const system = readText(table, path, "system", problems);
  const template = readText(table, path, "template", problems);
  if (template !== undefined) {
    problems.push(...templateProblems(table.entries.get("template")?.node, path, templateFault?.(template)));
  }
  let options: PartialGenerationOptions = {};
  for (const [key, entry] of table.entries) {
    const form = OPTION_FORMS.get(key);
    if (form !== undefined) options = { ...options, ...readOption(form, `${path}.${key}`, entry, problems) };
  }
  return {
    ...(system !== undefined && { system }),
    ...(template !== undefined && { template }),
    ...(Object.keys(options).length > 0 && { options }),
  };
}

function readText(
  table: TomlTable,
  path: string,
  key: string,
  problems: ConfigProblem[],
): string | undefined {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return undefined;
  if (node.kind === "string" && node.value !== "") return String(node.value);
  const setting = `${path}.${key}`;
  const message = `${setting} must be a text that is not empty, not ${describeNode(node)}.`;
  problems.push({ message, setting, place: node.place });
  return undefined;
}

function readSwitch(
  table: TomlTable,
  path: string,
  key: string,
  problems: ConfigProblem[],
): boolean | undefined {
  const node = table.entries.get(key)?.node;
  if (node === undefined) return undefined;
  if (node.kind === "boolean") return node.value === true;
  const setting = `${path}.${key}`;
  const message = `${setting} must be true or false, not ${describeNode(node)}.`;
  problems.push({ message, setting, place: node.place });
  return undefined;
}

/** What a section says of loading; everything else stays as it is for all models. */
function readEngine(
  table: TomlTable,
  path: string,
  origin: SectionOrigin,
  problems: ConfigProblem[],
): { readonly keepAliveMs: number | undefined; readonly load: SectionLoad } {
  const layer = tableLayer((setting) => {
    if (origin.above.some((higher) => higher.read(setting).length > 0)) return undefined;
    const { environment } = setting;
    const name = SECTION_NAMES_BY_VARIABLE.get(environment);
    const entry = name === undefined ? undefined : table.entries.get(name);
    return name === undefined || entry === undefined ? undefined : { name: `${path}.${name}`, entry };
  }, origin);
  const read = <Value>(setting: Setting<Value>): Value => resolveSetting(setting, [layer], problems).value;
  const given = <Value>(setting: Setting<Value>): Value | undefined =>
    layer.read(setting).length === 0 ? undefined : read(setting);
  const settings = SECTION_SETTINGS;
  // a draft model that is set for every model hides this one's, and its options stay as they are
  const isDraftSetAbove = origin.above.some((higher) => higher.read(settings.modelDraft).length > 0);
  const draft = readDraft(read, ({ environment }) => {
    if (isDraftSetAbove) return;
    const name = SECTION_NAMES_BY_VARIABLE.get(environment) ?? "";
    const message = `${path}.${name} needs ${path}.model_draft: the draft model that it is for.`;
    problems.push({
      message,
      setting: `${path}.${name}`,
      place: table.entries.get(name)?.node.place ?? table.place,
    });
  });
  const adapters = [...read(settings.lora), ...read(settings.loraScaled)];
  const load = {
    ...readLoadTuning(read),
    // a section may turn back on what is off for all
    mmap: given(settings.mmap),
    mlock: given(settings.mlock),
    repack: given(settings.repack),
    cpuMoe: given(settings.cpuMoe),
    threads: given(settings.threads),
    slots: given(settings.slots),
    contextLength: given(settings.maxContextLength),
    device: given(settings.device),
    speculates: given(settings.speculation),
    draft: draft && { ...draft, path: absolutePath(draft.path, origin) },
    adapters: adapters.length > 0 ? adapters : undefined,
  };
  return { keepAliveMs: given(settings.keepAliveMs), load: withoutGaps(load) };
}

function withoutGaps(
  load: { readonly [Key in keyof SectionLoad]: SectionLoad[Key] | undefined },
): SectionLoad {
  const entries = Object.entries(load).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets the keys' own types; nothing was added or changed
  return Object.fromEntries(entries) as SectionLoad;
}
