import type { DeviceMemory, LoadEstimate } from "../../core/memory-estimate.ts";
import { toEstimateJson } from "../../service/estimate-json.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, ENGINE_SETTINGS, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { counted, formatBytes, printable } from "../format.ts";
import { findSpec } from "../open-model.ts";
import { readConfig } from "../read-config.ts";
import { type Column, renderTable } from "../table.ts";

const PARTS = [
  ["weights", "weightsBytes"],
  ["weights mapped from the file", "mappedBytes"],
  ["KV cells", "kvBytes"],
  ["state of recurrent layers", "stateBytes"],
  ["results of a step", "computeBytes"],
  ["logits", "outputBytes"],
  ["LoRA adapters", "adapterBytes"],
  ["engine process", "processBytes"],
] as const;

interface Row {
  readonly device: string;
  readonly part: string;
  readonly bytes: number;
}

const COLUMNS: readonly Column<Row>[] = [
  { title: "DEVICE", value: ({ device }) => device },
  { title: "PART", value: ({ part }) => part },
  { title: "SIZE", align: "right", value: ({ bytes }) => formatBytes(bytes) },
];

/** `shimmy estimate MODEL`: how much memory a model would take, by device and part; nothing is loaded. */
export const estimateCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model, or a .gguf file");
    declareFlag(command, "--json", "print what POST /api/models/:name/estimate answers");
    declareSettings(command, [...MODEL_SOURCE_SETTINGS, "slots", ...ENGINE_SETTINGS]);
  },
  run: async (invocation, context) => {
    const model = invocation.argument(0);
    const config = readConfig(invocation, context);
    const spec = await findSpec({ model, config }, context);
    const estimate = await context.estimateMemory(spec);
    const text = invocation.has("--json")
      ? `${JSON.stringify(toEstimateJson(estimate), null, 2)}\n`
      : describe(estimate);
    await context.terminal.print(text);
    for (const note of estimate.notes) context.terminal.note(`shimmy: ${note}\n`);
    return 0;
  },
};

function describe(estimate: LoadEstimate): string {
  const { model, contextLength, slots, kvCells, totalBytes, mappedBytes, availableBytes, fits } = estimate;
  const { draftBytes } = estimate;
  const mapped = mappedBytes > 0 ? `, and ${formatBytes(mappedBytes)} of weights mapped from the file` : "";
  const draft = draftBytes === undefined ? "" : ` (${formatBytes(draftBytes)} for the draft model)`;
  const available = availableBytes === undefined ? "" : `; ${formatBytes(availableBytes)} are free`;
  const verdict = fits
    ? ""
    : "It does not fit: lower --ctx or --slots, or take --cache-type-k q8_0 --cache-type-v q8_0.\n";
  const types = [estimate.cacheTypeK, estimate.cacheTypeV].join("/");
  return [
    `${printable(model)}: ${formatBytes(totalBytes)}${draft}${mapped}${available}\n`,
    `context ${contextLength}, ${counted(slots, "slot")}, ${counted(kvCells, "KV cell")} of ${types}\n${verdict}\n`,
    renderTable(COLUMNS, estimate.devices.flatMap(rowsOf)),
  ].join("");
}

function rowsOf(device: DeviceMemory): readonly Row[] {
  return PARTS.map(([part, key]) => ({ device: device.name, part, bytes: device[key] })).filter(
    ({ bytes }) => bytes > 0,
  );
}
