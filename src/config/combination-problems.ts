import type { ModelSection } from "../core/configured-models.ts";
import { formatHostAndPort, isLoopbackHost } from "./bind-address.ts";
import { type ConfigProblem, type FilePlace, readPlace } from "./config-problem.ts";
import { fileName } from "./file/file-places.ts";
import type { ConfigFile } from "./file/open-config-file.ts";
import { shownKey } from "./file/unknown-key.ts";
import type { GivenSettings } from "./given-settings.ts";
import { LOAD_SETTINGS } from "./load-settings.ts";
import { tuningFault, tuningOf } from "./load-tuning-layer.ts";
import { SETTINGS } from "./settings.ts";
import type { ShimmyConfig } from "./shimmy-config.ts";

/** What is wrong with values that are each allowed, but not together. */
export function combinationProblems(
  config: ShimmyConfig,
  given: GivenSettings,
  { file, forServer = false }: { readonly file?: ConfigFile | undefined; readonly forServer?: boolean },
): readonly ConfigProblem[] {
  const problems: ConfigProblem[] = [];
  const { loraGguf, baseGguf, lora, loraScaled, modelDraft } = SETTINGS;
  if (config.baseGguf === undefined && given.areRight(baseGguf)) {
    if (config.loraGguf !== undefined) {
      problems.push(given.needs(loraGguf, baseGguf, "the model that the adapter belongs to"));
    }
    if (forServer && config.adapters.length > 0) {
      const setting = given.placeOf(lora).setting === undefined ? loraScaled : lora;
      problems.push(given.needs(setting, baseGguf, "the model that the adapters belong to"));
    }
    if (forServer && config.draft !== undefined) {
      problems.push(given.needs(modelDraft, baseGguf, "the model that it proposes tokens to"));
    }
  }
  if (given.areRight(SETTINGS.slots, ...Object.values(LOAD_SETTINGS))) {
    problems.push(...tuningProblems(config, given), ...sectionProblems(config, file));
  }
  if (forServer) problems.push(...openAddress(config, given));
  return problems;
}

function tuningProblems(config: ShimmyConfig, given: GivenSettings): readonly ConfigProblem[] {
  const fault = tuningFault(config, (key) => given.nameOf(LOAD_SETTINGS[key]));
  if (fault === undefined) return [];
  const { key } = fault;
  if (key === undefined) return [{ message: fault.message }];
  const { message } =
    tuningFault(config, (other) => given.nameOf(LOAD_SETTINGS[other], LOAD_SETTINGS[key])) ?? fault;
  return [{ message, ...given.placeOf(LOAD_SETTINGS[key]) }];
}

/** What is wrong with models' sections together with the settings that hold for all. */
function sectionProblems(config: ShimmyConfig, file: ConfigFile | undefined): readonly ConfigProblem[] {
  const general = tuningFault(config, (key) => key);
  return (config.models?.sections ?? []).flatMap((section) => {
    const { name, load } = section;
    const { slots = config.slots, adapters = config.adapters } = load;
    const merged = { load: { ...config.load, ...tuningOf(load) }, slots, adapters };
    const path = `models.${shownKey(name)}`;
    const fault = tuningFault(merged, (key) => `${path}.${fileName(key)}`);
    if (fault === undefined || fault.key === general?.key) return [];
    const setting = fault.key === undefined ? path : `${path}.${fileName(fault.key)}`;
    return [{ message: fault.message, setting, place: placeIn(file, section, fault.key) }];
  });
}

/** Where a section has a setting; else the section's own place. */
function placeIn(
  file: ConfigFile | undefined,
  { name, place }: ModelSection,
  key: string | undefined,
): FilePlace {
  const models = file?.root.entries.get("models")?.node;
  const section = models?.kind === "table" ? models.entries.get(name)?.node : undefined;
  const entry =
    section?.kind === "table" && key !== undefined ? section.entries.get(fileName(key)) : undefined;
  return entry?.node.place ?? readPlace(place);
}

function openAddress(
  { bind, apiKey, insecureNoAuth }: ShimmyConfig,
  given: GivenSettings,
): readonly ConfigProblem[] {
  if (isLoopbackHost(bind.host) || apiKey !== undefined || insecureNoAuth) return [];
  if (!given.areRight(SETTINGS.bind, SETTINGS.apiKey, SETTINGS.insecureNoAuth)) return [];
  const message = `${formatHostAndPort(bind)} can be reached from other machines: set SHIMMY_API_KEY (or --api-key), listen on 127.0.0.1, or accept the risk with --insecure-no-auth.`;
  return [{ message, ...given.placeOf(SETTINGS.bind) }];
}
