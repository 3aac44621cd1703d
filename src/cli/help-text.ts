/**
 * Commands and their summaries. This module imports nothing, because `shimmy --help` loads it alone and must
 * answer before a person notices.
 */
export const COMMAND_SUMMARIES = {
  serve: "serve models over HTTP and WebSocket",
  list: "list the models that can be served",
  discover: "search for models and show where each lies",
  pull: "fetch a model from Hugging Face or an Ollama registry",
  probe: "load a model once and tell whether it works",
  estimate: "tell how much memory a model would take, without loading it",
  bench: "measure a model's speed",
  generate: "continue a prompt on the terminal",
  config: "check and show the settings in force",
} as const;

/** Name of a command. */
export type CommandName = keyof typeof COMMAND_SUMMARIES;

/** True for the name of a command. */
export function isCommandName(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_SUMMARIES, name);
}

/** What `shimmy --help` prints. */
export function mainHelp(): string {
  const commands = Object.entries(COMMAND_SUMMARIES).map(
    ([name, summary]) => `  ${name.padEnd(10)}${summary}`,
  );
  return `Shimmy serves any GGUF model on this machine to OpenAI, Ollama and WebSocket clients.

Usage: shimmy COMMAND [arguments]

Commands:
${commands.join("\n")}

Flags:
  -h, --help      show this help; shimmy COMMAND --help shows a command's flags
  -V, --version   show the version
  --verbose       show details of a failure

Start with:
  shimmy generate shimmy-tiny --chat --prompt "What are you?"
  shimmy serve --model-dirs ~/my-models
`;
}
