import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag } from "../declare-flags.ts";
import { printable } from "../format.ts";
import { readConfig } from "../read-config.ts";
import { connect, declareServerFlags } from "../server-client/connect.ts";
import { record, text } from "../server-client/json.ts";

/** `shimmy stop MODEL`: takes a model out of the running server's memory, after the answers that it is giving. */
export const stopCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model");
    declareFlag(command, "--force", "end the answers that it is giving, too");
    declareServerFlags(command);
    declareExamples(command, ["shimmy stop llama3", "shimmy stop llama3 --force"]);
  },
  run: async (invocation, context) => {
    const model = invocation.argument(0);
    const config = readConfig(invocation, context);
    const server = await connect(invocation, config, context);
    const place = `/api/models/${encodeURIComponent(model)}`;
    const before = record(await server.ask("GET", `${place}/status`));
    const name = printable(text(before.name) ?? model);
    const { terminal } = context;
    if (before.state === "stopped") {
      terminal.note(`${name} is not in memory.\n`);
      return 0;
    }
    const force = invocation.has("--force");
    // letting go of a pinned model changes nothing: it has to be unloaded
    if (force || before.pinned === true) await server.ask("POST", `${place}/unload`, { force });
    else await server.ask("POST", "/api/generate", { model, keep_alive: 0, stream: false });
    const after = record(await server.ask("GET", `${place}/status`));
    const isGone = after.state === "stopped" || after.state === "draining";
    await terminal.print(
      isGone
        ? `${name} is stopped.\n`
        : `${name} stops once its answers have ended; --force ends them now.\n`,
    );
    return 0;
  },
};
