import type { CommandDefinition } from "../command-definition.ts";
import { completionScript, SHELLS } from "../completion/scripts.ts";
import { declareExamples } from "../declare-flags.ts";
import { UsageError } from "../usage-error.ts";

/** `shimmy completion SHELL`: a script that completes commands, flags, values and names of models. */
export const completionCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("SHELL", `one of ${SHELLS.join(", ")}`);
    declareExamples(command, [
      "source <(shimmy completion bash)         # in ~/.bashrc",
      "source <(shimmy completion zsh)          # in ~/.zshrc, behind compinit",
      "shimmy completion fish | source          # in ~/.config/fish/config.fish",
    ]);
  },
  run: async (invocation, { terminal }) => {
    const wanted = invocation.positional[0] ?? "";
    const shell = SHELLS.find((known) => known === wanted.toLowerCase());
    if (shell === undefined) {
      throw new UsageError(
        `SHELL must be one of ${SHELLS.join(", ")}, not ${JSON.stringify(wanted.slice(0, 40))}.`,
      );
    }
    await terminal.print(completionScript(shell));
    return 0;
  },
};
