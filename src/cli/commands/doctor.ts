import { stat } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { ConfigError } from "../../config/config-error.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { findLibraries } from "../../engine/library-files.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import {
  declareExamples,
  declareFlag,
  declareSettings,
  ENGINE_SETTINGS,
  MODEL_SOURCE_SETTINGS,
} from "../declare-flags.ts";
import { checkFolders } from "../doctor/check-folders.ts";
import { checkMemory } from "../doctor/check-memory.ts";
import { checkPort } from "../doctor/check-port.ts";
import { broken, type Finding, ok } from "../doctor/finding.ts";
import { judgeClock, judgeGpu, judgeLibraries, judgeNode } from "../doctor/judge-machine.ts";
import { judgeModels } from "../doctor/judge-models.ts";
import { judgeProxy } from "../doctor/judge-proxy.ts";
import { seeGpus } from "../doctor/see-gpus.ts";
import { printable } from "../format.ts";
import { howToAddModels } from "../how-to-add-models.ts";
import type { Invocation } from "../invocation.ts";
import { loadSettings } from "../read-config.ts";

/** `shimmy doctor`: looks for the common causes of trouble; exit code 1 when something is broken. */
export const doctorCommand: CommandDefinition = {
  declare: (command) => {
    declareFlag(command, "--json", "print JSON");
    declareSettings(command, [
      "bind",
      "apiKey",
      "insecureNoAuth",
      ...MODEL_SOURCE_SETTINGS,
      "slots",
      ...ENGINE_SETTINGS,
    ]);
    declareExamples(command, ["shimmy doctor", "shimmy doctor --bind 0.0.0.0:8080 --json"]);
  },
  run: async (invocation, context) => {
    const findings = await examine(invocation, context);
    const isHealthy = findings.every(({ status }) => status !== "broken");
    const text = invocation.has("--json")
      ? `${JSON.stringify({ ok: isHealthy, findings }, null, 2)}\n`
      : findings.map((finding) => describe(finding)).join("");
    await context.terminal.print(text);
    return isHealthy ? 0 : 1;
  },
};

async function examine(invocation: Invocation, context: CommandContext): Promise<readonly Finding[]> {
  const libraries = findLibraries();
  const gpus = await seeGpus(process.platform, process.arch);
  const { config, finding } = readSettings(invocation, context);
  const installed = await stat(fileURLToPath(import.meta.url));
  const machine = [
    judgeNode(process.versions.node),
    judgeLibraries(libraries),
    judgeGpu(gpus, libraries),
    judgeClock(Date.now(), installed.mtimeMs),
    judgeProxy(context.environment),
    finding,
  ];
  if (config === undefined) return machine;
  const found = await context.findModels(config);
  const folders = await checkFolders(config);
  // a folder that cannot be read is told once
  const problems = found.problems.filter(
    ({ path }) => !folders.some(({ message }) => message.startsWith(`${path} `)),
  );
  return [
    ...machine,
    await checkPort(config.bind, context.interruption.signal),
    ...folders,
    ...judgeModels({ ...found, problems }, howToAddModels(config, found.entries)),
    ...(await checkMemory(found, config, context)),
  ];
}

/** Settings that cannot be used are a finding, and what hangs on them is then not looked at. */
function readSettings(
  invocation: Invocation,
  context: CommandContext,
): { readonly config: ShimmyConfig | undefined; readonly finding: Finding } {
  try {
    const { config, warnings } = loadSettings(invocation, context, { forServer: true });
    const finding =
      warnings.length === 0
        ? ok("settings", "The settings can be used")
        : broken("settings", warnings.join(" "), "correct the name, or remove it");
    return { config, finding };
  } catch (thrown) {
    if (!(thrown instanceof ConfigError)) throw thrown;
    const finding = broken(
      "settings",
      thrown.problems.join(" "),
      "correct them; models and port were not looked at",
    );
    return { config: undefined, finding };
  }
}

const MARKS = { ok: "ok", warning: "note", broken: "BROKEN" } as const;
const MARK_WIDTH = 8;

function describe({ status, message, advice }: Finding): string {
  const first = MARKS[status].padEnd(MARK_WIDTH) + printable(message);
  return advice === undefined ? `${first}\n` : `${first}\n${" ".repeat(MARK_WIDTH)}→ ${printable(advice)}\n`;
}
