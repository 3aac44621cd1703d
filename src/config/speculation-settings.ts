import { DRAFT_DEFAULTS, DRAFT_NUMBER_RULES, type DraftSpec } from "../core/draft-spec.ts";
import { fileSetting } from "./file-setting.ts";
import {
  numberSetting,
  type ReadSetting,
  type Setting,
  switchSetting,
  wholeNumberSetting,
} from "./setting.ts";

/** Whether and how tokens are proposed: flags by llama-server's names. */
export const SPECULATION_SETTINGS = {
  speculation: switchSetting({
    environment: "SHIMMY_SPECULATION",
    flag: "--no-speculation",
    flagMeans: "false",
    description: "compute every token by itself, proposing none; as a variable: SHIMMY_SPECULATION=false",
    fallback: true,
    fallbackText: "tokens are proposed where it pays",
  }),
  modelDraft: fileSetting({
    environment: "SHIMMY_MODEL_DRAFT",
    flag: "--model-draft",
    description: "GGUF file of a small model that proposes tokens to the model of --base-gguf",
  }),
  draftMax: wholeNumberSetting<undefined>(DRAFT_NUMBER_RULES.maxTokens, {
    environment: "SHIMMY_DRAFT_MAX",
    flag: "--draft-max",
    placeholder: "tokens",
    description: "tokens proposed for one request in one step",
    fallback: undefined,
    fallbackText: String(DRAFT_DEFAULTS.maxTokens),
  }),
  draftMinProbability: numberSetting<undefined>(DRAFT_NUMBER_RULES.minProbability, {
    environment: "SHIMMY_DRAFT_P_MIN",
    flag: "--draft-p-min",
    placeholder: "probability",
    description: "probability that the draft model must give a token to propose it",
    fallback: undefined,
    fallbackText: String(DRAFT_DEFAULTS.minProbability),
  }),
} as const;

/**
 * The draft model that the settings ask for, its path as it was given.
 *
 * @param refuse is given the first setting that is about one, where none is named.
 */
export function readDraft(
  read: ReadSetting,
  refuse: (setting: Pick<Setting<unknown>, "environment" | "flag">) => void,
): DraftSpec | undefined {
  const path = read(SPECULATION_SETTINGS.modelDraft);
  const maxTokens = read(SPECULATION_SETTINGS.draftMax);
  const minProbability = read(SPECULATION_SETTINGS.draftMinProbability);
  if (path !== undefined) {
    return {
      path,
      ...(maxTokens !== undefined && { maxTokens }),
      ...(minProbability !== undefined && { minProbability }),
    };
  }
  if (maxTokens !== undefined) refuse(SPECULATION_SETTINGS.draftMax);
  else if (minProbability !== undefined) refuse(SPECULATION_SETTINGS.draftMinProbability);
  return undefined;
}
