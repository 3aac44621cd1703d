import { existsSync } from "node:fs";
import path from "node:path";
import { absolutePath } from "../config/path-list.ts";
import type { ShimmyConfig } from "../config/shimmy-config.ts";
import { ShimmyError } from "../core/errors.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { UniversalModel } from "../core/universal-model.ts";
import { type ModelSettings, settingsOf } from "../models/registry/model-entry.ts";
import type { CommandContext } from "./command-context.ts";
import { showLoadProgress } from "./load-progress.ts";

/** What {@link openModel} loads. */
export interface OpenModelOptions {
  /** A registry name, or the path of a GGUF file. */
  readonly model: string;
  readonly config: ShimmyConfig;
  /** Requests generated at once; absent is as many as a server would have. */
  readonly slots?: number;
}

/**
 * Loads the model that a command was asked for, with progress on a terminal. The caller unloads it.
 *
 * @throws ShimmyError `model_not_found`, `cancelled` when a signal interrupts the load, or what the load throws.
 */
export async function openModel(options: OpenModelOptions, context: CommandContext): Promise<UniversalModel> {
  return (await openModelEntry(options, context)).loaded;
}

/** A loaded model, and the settings that its name brings along; undefined where there are none. */
export interface OpenedModel {
  readonly loaded: UniversalModel;
  readonly settings: ModelSettings | undefined;
}

/** The same as {@link openModel}, with what the model's alias has to say in every conversation. */
export async function openModelEntry(
  options: OpenModelOptions,
  context: CommandContext,
): Promise<OpenedModel> {
  const { spec, alias } = await findModel(options, context);
  return { loaded: await loadSpec(spec, options.config, context), settings: alias };
}

/** As {@link openModel}, of a model that {@link findModel} has found. */
export async function loadSpec(
  spec: UniversalModelSpec,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<UniversalModel> {
  const progress = showLoadProgress(spec.name, context.terminal);
  try {
    const loaded = await context.loadModel(spec, {
      signal: context.interruption.signal,
      timeoutMs: config.timeouts.loadMs,
      onProgress: progress.update,
    });
    progress.finish();
    for (const note of loaded.info.notes ?? []) context.terminal.note(`shimmy: ${note}\n`);
    return loaded;
  } catch (thrown) {
    // An engine that is stopped while it loads tells that it stops; the reason is the person's own signal.
    if (!context.interruption.signal.aborted) throw thrown;
    throw new ShimmyError("cancelled", "The load was interrupted.", { cause: thrown });
  } finally {
    progress.finish();
  }
}

/** The spec of {@link findModel}. */
export async function findSpec(
  options: OpenModelOptions,
  context: CommandContext,
): Promise<UniversalModelSpec> {
  return (await findModel(options, context)).spec;
}

/** A model that was not loaded yet. */
export interface FoundModel {
  readonly spec: UniversalModelSpec;
  /** Settings for requests, where the name is an alias. */
  readonly alias?: ModelSettings | undefined;
}

/**
 * The model that a command was asked for, with the settings that concern it.
 *
 * @throws ShimmyError `model_not_found`.
 */
export async function findModel(
  { model, config, slots }: OpenModelOptions,
  context: CommandContext,
): Promise<FoundModel> {
  const shared = {
    ...config.load,
    ...(config.adapters.length > 0 && { adapters: config.adapters }),
    ...(!config.speculates && { speculates: false }),
    ...(config.draft !== undefined && { draft: config.draft }),
    slots: slots ?? config.slots,
    device: config.device,
    ...(config.threads !== undefined && { threads: config.threads }),
    ...(config.maxContextLength !== undefined && { contextLength: config.maxContextLength }),
  };
  const file = absolutePath(model, context);
  if (/\.gguf$/i.test(model) && existsSync(file)) {
    const name = path.basename(file).replace(/\.gguf$/i, "");
    return { spec: { name, backend: { kind: "gguf", basePath: file }, ...shared } };
  }
  if (/\.gguf$/i.test(model) && /[/\\]/.test(model)) {
    throw new ShimmyError("model_not_found", `There is no file ${file}.`);
  }
  const entry = (await context.findModels(config)).resolve(model);
  const loraPath = entry.loraPath === undefined ? {} : { loraPath: entry.loraPath };
  const template = entry.alias?.template ?? entry.settings?.template;
  const spec: UniversalModelSpec = {
    name: entry.name,
    backend: { kind: "gguf" as const, basePath: entry.path, ...loraPath },
    ...(template !== undefined && { template }),
    ...shared,
    ...entry.section?.load,
    ...(slots !== undefined && { slots }),
  };
  return { spec, alias: settingsOf(entry) };
}
