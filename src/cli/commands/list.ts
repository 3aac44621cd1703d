import type { ModelEntry } from "../../models/registry/model-entry.ts";
import { toModelListingJson } from "../../service/model-listing-json.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { formatBytes, formatCount, printable } from "../format.ts";
import { howToAddModels } from "../how-to-add-models.ts";
import { readConfigQuickly } from "../read-config-quickly.ts";
import { type Column, renderTable } from "../table.ts";

const COLUMNS: readonly Column<ModelEntry>[] = [
  { title: "NAME", value: (entry) => entry.name },
  { title: "SIZE", align: "right", value: (entry) => formatBytes(entry.sizeBytes) },
  { title: "PARAMETERS", align: "right", value: (entry) => formatCount(entry.parameterCount) },
  { title: "QUANTIZATION", value: (entry) => entry.quantization },
  { title: "CONTEXT", align: "right", value: (entry) => String(entry.contextLength) },
  { title: "TYPE", value: (entry) => entry.architecture },
  { title: "SOURCE", value: (entry) => entry.source },
];

/** `shimmy list`: the models that can be served, by name. */
export const listCommand: CommandDefinition = {
  declare: (command) => {
    declareFlag(command, "--json", "print what GET /api/models answers");
    declareFlag(command, "--short", "print names only");
    declareSettings(command, MODEL_SOURCE_SETTINGS);
  },
  run: async (invocation, context) => {
    const config = await readConfigQuickly(invocation, context);
    const { entries, problems } = await context.findModels(config);
    await context.terminal.print(render());
    const advice = howToAddModels(config, entries);
    const isForScripts = invocation.has("--json") || (invocation.has("--short") && entries.length > 0);
    if (isForScripts) return 0;
    if (advice !== undefined) context.terminal.note(`${advice}\n`);
    for (const { isAlias, reason } of problems) {
      if (isAlias === true) context.terminal.note(`${printable(reason)}\n`);
    }
    return 0;

    function render(): string {
      if (invocation.has("--json")) {
        const models = entries.map((entry) => toModelListingJson({ ...entry, loaded: false }));
        return `${JSON.stringify({ models }, null, 2)}\n`;
      }
      if (invocation.has("--short")) return entries.map((entry) => `${printable(entry.name)}\n`).join("");
      return entries.length === 0 ? "" : renderTable(COLUMNS, entries);
    }
  },
};
