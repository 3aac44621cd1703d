import type { SectionLoad } from "../core/configured-models.ts";
import { toShimmyError } from "../core/errors.ts";
import type { LoadTuning } from "../core/load-tuning.ts";
import { validateLoadTuning } from "../core/validate-load-tuning.ts";
import { LOAD_SETTINGS } from "./load-settings.ts";
import type { ReadSetting } from "./setting.ts";
import type { ShimmyConfig } from "./shimmy-config.ts";

/** Settings of this group that are no part of a {@link LoadTuning}. */
type OtherKey = "lora" | "loraScaled";

/** The tuning that the settings ask for; what was left at its default is absent. */
export function readLoadTuning(read: ReadSetting): LoadTuning {
  const {
    lora: _lora,
    loraScaled: _loraScaled,
    ...tuningSettings
  }: typeof LOAD_SETTINGS & Record<OtherKey, unknown> = LOAD_SETTINGS;
  const { cpuMoe, mmap, mlock, repack, tensorSplit, devices, tensorOverrides, ...single } = tuningSettings;
  const splits = read(tensorSplit);
  const names = read(devices);
  const overrides = read(tensorOverrides);
  return withoutUndefined({
    cacheTypeK: read(single.cacheTypeK),
    cacheTypeV: read(single.cacheTypeV),
    flashAttention: read(single.flashAttention),
    kvUnified: read(single.kvUnified),
    ropeScaling: read(single.ropeScaling),
    ropeScale: read(single.ropeScale),
    ropeFrequencyBase: read(single.ropeFrequencyBase),
    ropeFrequencyScale: read(single.ropeFrequencyScale),
    yarnOriginalContext: read(single.yarnOriginalContext),
    yarnExtFactor: read(single.yarnExtFactor),
    yarnAttnFactor: read(single.yarnAttnFactor),
    yarnBetaSlow: read(single.yarnBetaSlow),
    yarnBetaFast: read(single.yarnBetaFast),
    gpuLayers: read(single.gpuLayers),
    splitMode: read(single.splitMode),
    mainGpu: read(single.mainGpu),
    cpuMoeLayers: read(single.cpuMoeLayers),
    numa: read(single.numa),
    batchSize: read(single.batchSize),
    microBatchSize: read(single.microBatchSize),
    threadsBatch: read(single.threadsBatch),
    tensorSplit: splits.length > 0 ? splits : undefined,
    devices: names.length > 0 ? names : undefined,
    tensorOverrides: overrides.length > 0 ? overrides : undefined,
    cpuMoe: read(cpuMoe) || undefined,
    mlock: read(mlock) || undefined,
    mmap: read(mmap) ? undefined : false,
    repack: read(repack) ? undefined : false,
  });
}

/** The part of a model's own settings that tunes its load. */
export function tuningOf(load: SectionLoad): LoadTuning {
  const { threads: _, slots: _slots, contextLength, device, speculates, draft, adapters, ...tuning } = load;
  return tuning;
}

/** What is wrong with settings that are each allowed, but not together. */
export interface TuningFault {
  /** A sentence with the names that {@link tuningFault} was given. */
  readonly message: string;
  /** Key of the setting that it is about, where it is one of {@link LOAD_SETTINGS}. */
  readonly key: keyof typeof LOAD_SETTINGS | undefined;
}

/**
 * What is wrong with settings that are each allowed, but not together; the library's own checks tell.
 *
 * @param nameOf gives a setting's name as the person wrote it.
 */
export function tuningFault(
  { load, slots, adapters }: Pick<ShimmyConfig, "load" | "slots" | "adapters">,
  nameOf: (key: keyof typeof LOAD_SETTINGS) => string,
): TuningFault | undefined {
  try {
    validateLoadTuning({ ...load, slots, adapters });
    return undefined;
  } catch (error) {
    const { message, param } = toShimmyError(error);
    const named = LOAD_KEYS.reduce(
      (text, key) => text.replace(new RegExp(`\\b${key}\\b`, "g"), () => nameOf(key)),
      message,
    );
    return { message: named, key: LOAD_KEYS.find((key) => key === param) };
  }
}

// Object.keys forgets that the keys are those of the table
const LOAD_KEYS = Object.keys(LOAD_SETTINGS) as (keyof typeof LOAD_SETTINGS)[];

type Defined<Values> = { [Key in keyof Values]?: Exclude<Values[Key], undefined> };

function withoutUndefined<Values extends object>(values: Values): Defined<Values> {
  const entries = Object.entries(values).filter(([, value]) => value !== undefined);
  // Object.fromEntries forgets the keys' own types; nothing was added or changed
  return Object.fromEntries(entries) as Defined<Values>;
}
