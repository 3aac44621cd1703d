import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { defaultModel } from "../../models/registry/default-model.ts";
import type { CommandContext, FoundModels } from "../command-context.ts";
import { formatBytes, printable } from "../format.ts";
import { findSpec } from "../open-model.ts";
import { describeFailure } from "../report-failure.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** Models that are estimated: each takes a look into its file. */
const MODELS_ESTIMATED = 20;

/** Whether the models fit into the memory that is free now. The default one must; of others it is told. */
export async function checkMemory(
  { entries }: FoundModels,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<readonly Finding[]> {
  const first = defaultModel(entries, config.baseGguf !== undefined);
  const models = [first, ...entries.filter((entry) => entry !== first && entry.alias === undefined)];
  const findings: Finding[] = [];
  for (const entry of models.slice(0, MODELS_ESTIMATED)) {
    if (entry === undefined) continue;
    context.interruption.signal.throwIfAborted();
    findings.push(await estimate(entry.name, entry === first, config, context));
  }
  const wrong = findings.filter(({ status }) => status !== "ok");
  return wrong.length > 0 || findings.length === 0
    ? wrong
    : [ok("memory", "Every model fits into the free memory")];
}

async function estimate(
  model: string,
  isDefault: boolean,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<Finding> {
  const name = printable(model);
  try {
    const spec = await findSpec({ model, config, slots: config.slots }, context);
    const { fits, totalBytes, availableBytes } = await context.estimateMemory(spec);
    if (fits) return ok("memory", `${name} fits`);
    const free = availableBytes === undefined ? "" : `, and ${formatBytes(availableBytes)} are free`;
    const message = `${name} needs ${formatBytes(totalBytes)}${free}`;
    const advice =
      "lower --ctx or --slots, end other programs, or take a smaller quantization; shimmy estimate tells more";
    return isDefault ? broken("memory", message, advice) : warning("memory", message, advice);
  } catch (thrown) {
    context.interruption.signal.throwIfAborted();
    return broken("model-files", `${name}: ${describeFailure(thrown).join(" ")}`);
  }
}
