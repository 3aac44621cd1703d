import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples } from "../declare-flags.ts";
import { printable } from "../format.ts";
import { readConfig } from "../read-config.ts";
import { declareTargetFlags, findTarget, openRegistry } from "../store/alias-target.ts";

/** `shimmy cp SOURCE DESTINATION`: a further name of a model, without a copy of its file. */
export const cpCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("SOURCE", "name of a model or an alias");
    command.argument("DESTINATION", "the further name");
    declareTargetFlags(command);
    declareExamples(command, ["shimmy cp llama-3.2-1b-instruct-q4_k_m llama"]);
  },
  run: async (invocation, context) => {
    const source = invocation.argument(0);
    const destination = invocation.argument(1);
    const config = readConfig(invocation, context);
    const server = await findTarget(invocation, config, context);
    if (server !== undefined) {
      await server.ask("POST", "/api/copy", { source, destination });
    } else {
      const [registry, { newAlias }] = await Promise.all([
        openRegistry(config),
        import("../../service/new-alias.ts"),
      ]);
      const params = { name: "DESTINATION", from: "SOURCE" };
      await registry.putAlias(newAlias({ name: destination, from: source, params }, registry), params.name);
    }
    await context.terminal.print(`${printable(destination)} is a name of ${printable(source)} now.\n`);
    return 0;
  },
};
