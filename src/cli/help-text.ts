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
  chat: "talk with a model on the terminal",
  show: "show what a model is and how it is used",
  ps: "list the models that the running server has in memory",
  stop: "take a model out of the running server's memory",
  rm: "remove aliases and pulled models",
  cp: "give a model a further name",
  create: "make an alias with settings of its own from a Modelfile",
  completion: "print a script that completes commands in bash, zsh or fish",
  doctor: "look for what is wrong, and say what to do",
  init: "write files for Docker, Compose, systemd and Kubernetes",
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
    ([name, summary]) => `  ${name.padEnd(12)}${summary}`,
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
  shimmy chat shimmy-tiny
  shimmy serve --model-dirs ~/my-models
`;
}
