import { architectureWritesText } from "../../models/discovery/model-facts.ts";
import type { ModelEntry } from "../../models/registry/model-entry.ts";
import { toModelListingJson } from "../../service/model-listing-json.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { formatBytes, printable } from "../format.ts";
import { howToAddModels } from "../how-to-add-models.ts";
import { readConfig } from "../read-config.ts";
import { type Column, renderTable } from "../table.ts";

const COLUMNS: readonly Column<ModelEntry>[] = [
  { title: "NAME", value: (entry) => entry.name },
  { title: "SIZE", align: "right", value: (entry) => formatBytes(entry.sizeBytes) },
  { title: "TYPE", value: (entry) => entry.architecture },
  { title: "FILE", value: (entry) => entry.path },
];

/** `shimmy discover`: searches for models and shows where each lies, and which files are of no use and why. */
export const discoverCommand: CommandDefinition = {
  declare: (command) => {
    declareFlag(command, "--llm-only", "leave out models that do not write text, such as embedding models");
    declareFlag(command, "--json", "print JSON");
    declareSettings(command, MODEL_SOURCE_SETTINGS);
  },
  run: async (invocation, context) => {
    const config = readConfig(invocation, context);
    const { entries, problems, folders = [] } = await context.findModels(config);
    const isWanted = (entry: ModelEntry) => !invocation.has("--llm-only") || writesText(entry);
    const wanted = entries.filter(isWanted);
    const { terminal } = context;
    if (invocation.has("--json")) {
      const models = wanted.map((entry) => ({
        ...toModelListingJson({ ...entry, loaded: false }),
        path: entry.path,
        ...(entry.loraPath !== undefined && { lora_path: entry.loraPath }),
        ...(entry.adapters !== undefined && { adapters: entry.adapters }),
      }));
      const directories = config.modelDirs.map((dir) => dir.path);
      await terminal.print(`${JSON.stringify({ models, problems, directories, folders }, null, 2)}\n`);
      return 0;
    }
    if (wanted.length > 0) await terminal.print(renderTable(COLUMNS, wanted));
    const advice = howToAddModels(config, wanted);
    if (advice !== undefined) terminal.note(`${advice}\n`);
    for (const { name, adapters = [] } of wanted) {
      for (const adapter of adapters) {
        terminal.note(`LoRA adapter for ${printable(name)}: ${printable(adapter.path)}\n`);
      }
    }
    for (const { path, reason } of problems) {
      terminal.note(`Left out ${printable(path)}: ${printable(reason)}\n`);
    }
    return 0;
  },
};

/** True for models that generate text. */
export function writesText(entry: Pick<ModelEntry, "architecture" | "writesText">): boolean {
  return entry.writesText ?? architectureWritesText(entry.architecture);
}
