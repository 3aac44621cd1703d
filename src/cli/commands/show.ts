import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag, declareSettings, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import type { Invocation } from "../invocation.ts";
import { readConfig } from "../read-config.ts";
import { connect, declareServerFlags } from "../server-client/connect.ts";
import { record, text } from "../server-client/json.ts";
import { namedServer } from "../server-client/server-address.ts";
import { describeShownModel } from "../store/describe-shown-model.ts";
import { UsageError } from "../usage-error.ts";

/** Flags that print one part as it stands, and its field. */
const PARTS = [
  ["--license", "license", "print the licence"],
  ["--modelfile", "modelfile", "print the Modelfile"],
  ["--parameters", "parameters", "print the options that an alias sets"],
  ["--system", "system", "print the system prompt"],
  ["--template", "template", "print the chat template"],
] as const;

/** `shimmy show MODEL`: what a model's file and its alias tell; nothing is loaded. */
export const showCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model");
    for (const [flag, , description] of PARTS) declareFlag(command, flag, description);
    declareFlag(command, "--json", "print what POST /api/show answers; with --verbose the long lists, too");
    declareServerFlags(command);
    declareSettings(command, MODEL_SOURCE_SETTINGS);
    declareExamples(command, ["shimmy show shimmy-tiny", "shimmy show llama3 --template"]);
  },
  run: async (invocation, context) => {
    const model = invocation.argument(0);
    const parts = PARTS.filter(([flag]) => invocation.has(flag));
    if (parts.length + Number(invocation.has("--json")) > 1) {
      throw new UsageError(`Take one of ${PARTS.map(([flag]) => flag).join(", ")} and --json.`);
    }
    const shown = await look(model, invocation, context);
    await context.terminal.print(render(shown, parts[0], invocation));
    return 0;
  },
};

function render(
  shown: Readonly<Record<string, unknown>>,
  part: (typeof PARTS)[number] | undefined,
  invocation: Invocation,
): string {
  if (invocation.has("--json")) return `${JSON.stringify(shown, null, 2)}\n`;
  if (part === undefined) return describeShownModel(shown);
  const value = text(shown[part[1]]) ?? "";
  return value === "" || value.endsWith("\n") ? value : `${value}\n`;
}

/** What `POST /api/show` answers: asked of a named server, and otherwise made here from the file. */
async function look(
  model: string,
  invocation: Invocation,
  context: CommandContext,
): Promise<Readonly<Record<string, unknown>>> {
  const config = readConfig(invocation, context);
  const isVerbose = invocation.has("--json") && invocation.has("--verbose");
  if (namedServer(invocation, context) !== undefined) {
    const server = await connect(invocation, config, context);
    return record(await server.ask("POST", "/api/show", { model, verbose: isVerbose }));
  }
  const [{ showBody }, { describeModel }] = await Promise.all([
    import("../../http/ollama/show-body.ts"),
    import("../../service/describe-model.ts"),
  ]);
  const entry = (await context.findModels(config)).resolve(model);
  return showBody(await describeModel(entry, { isVerbose }), { ...entry, state: "stopped", loaded: false });
}
