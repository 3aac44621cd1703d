import { ConfigError } from "../../config/config-error.ts";
import type { ConfigProblem } from "../../config/config-problem.ts";
import { usualConfigPaths } from "../../config/file/config-path.ts";
import { configSchema } from "../../config/file/config-schema.ts";
import { configToml } from "../../config/file/config-toml.ts";
import { nearestName } from "../../config/nearest-name.ts";
import { SETTING_KEYS } from "../../config/settings.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings } from "../declare-flags.ts";
import { counted } from "../format.ts";
import type { Invocation } from "../invocation.ts";
import { type LoadedSettings, loadServerSettings, loadSettings } from "../read-config.ts";
import { shownSettings, shownTable } from "../shown-settings.ts";
import { UsageError } from "../usage-error.ts";

const ACTIONS = { check, show, schema } as const;

/** `shimmy config check|show|schema`: what `shimmy serve` would take its settings from, and what is wrong with them. */
export const configCommand: CommandDefinition = {
  declare: (command) => {
    command.argument(
      "ACTION",
      "check: name every problem; show: print each value and its source; schema: print the JSON Schema",
    );
    declareFlag(command, "--json", "print JSON");
    declareFlag(command, "--toml", "with show: print a file that sets the same, without secrets");
    declareSettings(command, SETTING_KEYS);
  },
  run: async (invocation, context) => {
    const action = invocation.argument(0);
    if (isAction(action)) return await ACTIONS[action](invocation, context);
    const nearest = nearestName(action, Object.keys(ACTIONS));
    const hint = nearest === undefined ? "" : ` Did you mean ${nearest}?`;
    throw new UsageError(
      `Unknown action ${JSON.stringify(action.slice(0, 60))}.${hint} It is one of check, show and schema.`,
    );
  },
};

function isAction(text: string): text is keyof typeof ACTIONS {
  return Object.hasOwn(ACTIONS, text);
}

async function schema(_: Invocation, { terminal }: CommandContext): Promise<number> {
  await terminal.print(`${JSON.stringify(configSchema(), null, 2)}\n`);
  return 0;
}

async function check(invocation: Invocation, context: CommandContext): Promise<number> {
  const isJson = invocation.has("--json");
  try {
    const settings = await loadServerSettings(invocation, context);
    const { file } = settings;
    const warnings = [...settings.warnings, ...(await waitingModels(settings.config, context))];
    if (isJson) await printJson({ ok: true, file: file ?? null, problems: [], warnings }, context);
    else {
      for (const warning of warnings) context.terminal.note(`shimmy: ${warning}\n`);
      await context.terminal.print(goodNews(settings, context));
    }
    return 0;
  } catch (thrown) {
    if (!isJson || !(thrown instanceof ConfigError)) throw thrown;
    await printJson({ ok: false, problems: thrown.found.map(toProblemJson) }, context);
    return 2;
  }
}

/** One line for each alias and section whose model is not there: it may come later, as by a pull. */
async function waitingModels(config: ShimmyConfig, context: CommandContext): Promise<readonly string[]> {
  const { sections = [], aliases = [] } = config.models ?? {};
  const places = new Set([...sections, ...aliases].map(({ place }) => place));
  if (places.size === 0) return [];
  const { problems } = await context.findModels(config);
  return problems
    .filter(({ path }) => places.has(path))
    .map(({ path, reason }) => `${path}: ${reason}`)
    .sort(new Intl.Collator("en", { numeric: true }).compare);
}

function toProblemJson({ message, setting, place }: ConfigProblem): object {
  const { path = null, line = null, column = null } = place ?? {};
  return { file: path, line, column, setting: setting ?? null, message };
}

function goodNews(
  { file, settled, config }: LoadedSettings,
  { environment, workingDir, homeDir }: CommandContext,
): string {
  if (file === undefined) {
    const places = usualConfigPaths({ flag: undefined, environment, workingDir, homeDir });
    return `ok: there is no configuration file (looked for ${places.join(", ")}), and flags and variables are right\n`;
  }
  const count = settled.filter(({ sources }) => sources.some(({ kind }) => kind === "file")).length;
  const { sections = [], aliases = [] } = config.models ?? {};
  return `ok ${file}: ${counted(count, "setting")}, ${counted(sections.length, "model")}, ${counted(aliases.length, "alias", "aliases")}\n`;
}

async function show(invocation: Invocation, context: CommandContext): Promise<number> {
  const settings = loadSettings(invocation, context);
  for (const warning of settings.warnings) context.terminal.note(`shimmy: ${warning}\n`);
  if (invocation.has("--toml")) {
    await context.terminal.print(configToml(settings.settled));
    return 0;
  }
  const shown = shownSettings(settings);
  if (invocation.has("--json")) {
    const entries = shown.map(({ name, value, sources }) => [name, { value: value ?? null, sources }]);
    await printJson({ file: settings.file ?? null, settings: Object.fromEntries(entries) }, context);
    return 0;
  }
  await context.terminal.print(shownTable(shown));
  return 0;
}

async function printJson(value: object, { terminal }: CommandContext): Promise<void> {
  await terminal.print(`${JSON.stringify(value, null, 2)}\n`);
}
