import { readFile, realpath } from "node:fs/promises";
import { basename } from "node:path";
import { absolutePath } from "../../config/path-list.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { ModelRegistry } from "../../models/registry/model-registry.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag } from "../declare-flags.ts";
import { printable } from "../format.ts";
import { type Modelfile, parseModelfile } from "../modelfile/parse-modelfile.ts";
import { readConfig } from "../read-config.ts";
import { declareTargetFlags, findTarget, openRegistry } from "../store/alias-target.ts";
import { UsageError } from "../usage-error.ts";

const DEFAULT_FILE = "Modelfile";

/** `shimmy create NAME -f Modelfile`: an alias with an instruction, a template, turns and options of its own. */
export const createCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("NAME", "name of the alias");
    declareFlag(
      command,
      "-f, --file <file>",
      `the Modelfile; - reads standard input (default: ${DEFAULT_FILE})`,
    );
    declareTargetFlags(command);
    declareExamples(command, [
      "shimmy create mario -f Modelfile",
      "printf 'FROM llama3\\nSYSTEM You are Mario.\\n' | shimmy create mario -f -",
    ]);
  },
  run: async (invocation, context) => {
    const name = invocation.argument(0);
    const config = readConfig(invocation, context);
    const modelfile = parseModelfile(await readSource(invocation.text("--file") ?? DEFAULT_FILE, context));
    const server = await findTarget(invocation, config, context);
    if (server !== undefined) {
      const isFile = isPath(modelfile.from);
      const from = isFile
        ? await nameOfFile(modelfile.from, await openRegistry(config), context)
        : modelfile.from;
      const adapters = await adaptersOf(modelfile, context);
      await server.ask("POST", "/api/create", { model: name, ...modelfile, from, adapters, stream: false });
    } else {
      await createHere(name, modelfile, config, context);
    }
    await context.terminal.print(`${printable(name)} is made from ${printable(modelfile.from)}.\n`);
    return 0;
  },
};

async function createHere(
  name: string,
  modelfile: Modelfile,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<void> {
  const [{ CREATE_REQUEST, toNewAlias }, { parseWith }, { newAlias }, { aliasAdapters }, { knownAdapters }] =
    await Promise.all([
      import("../../http/ollama/create-request.ts"),
      import("../../http/validation/parse-with.ts"),
      import("../../service/new-alias.ts"),
      import("../../service/alias-adapters.ts"),
      import("../../service/known-adapters.ts"),
    ]);
  const registry = await openRegistry(config);
  const from = isPath(modelfile.from) ? await nameOfFile(modelfile.from, registry, context) : modelfile.from;
  const adapters = await adaptersOf(modelfile, context);
  const alias = toNewAlias(parseWith(CREATE_REQUEST, { model: name, ...modelfile, from, adapters }));
  const known = knownAdapters(registry.resolve(alias.from), config);
  const found = alias.adapters && (await aliasAdapters(alias.adapters, known));
  await registry.putAlias(newAlias(alias, registry, found), "NAME");
}

/**
 * Adapters as `POST /api/create` takes them, which opens no file that a client names: of a file here, its name and digest say which of
 * the server's own is meant.
 */
async function adaptersOf(
  { adapters }: Modelfile,
  context: CommandContext,
): Promise<Readonly<Record<string, number | string>> | undefined> {
  if (adapters === undefined) return undefined;
  const { fileSha256 } = await import("../../service/alias-adapters.ts");
  const asked: Record<string, number | string> = {};
  for (const { source, scale } of adapters) {
    if (!/[/\\]|^[.~]/.test(source)) {
      asked[source] = scale ?? 1;
      continue;
    }
    if (scale !== undefined) {
      throw new UsageError(`ADAPTER ${source} ${scale}: only the name of an adapter takes a strength.`);
    }
    const path = absolutePath(source, context);
    const sha256 = await fileSha256(path).catch(() => {
      throw new UsageError(
        `ADAPTER ${source} cannot be read: name a file here, or an adapter of the server.`,
      );
    });
    asked[basename(path)] = `sha256:${sha256}`;
  }
  return asked;
}

async function readSource(
  file: string,
  { terminal, interruption, ...origin }: CommandContext,
): Promise<string> {
  if (file === "-") return await terminal.readInput(interruption.signal);
  try {
    return await readFile(absolutePath(file, origin), "utf8");
  } catch (cause) {
    throw new UsageError(`${file} cannot be read: name the Modelfile with -f FILE (${codeOf(cause)}).`);
  }
}

function codeOf(thrown: unknown): string {
  return thrown instanceof Error && "code" in thrown ? String(thrown.code) : String(thrown);
}

/** As Ollama has it: names of models have no extension, and no dot or slash in front. */
function isPath(from: string): boolean {
  return /\.gguf$/i.test(from) || /^[./~]/.test(from);
}

/** The name of the model in a file, which must lie where models are found: an alias holds a name and no path. */
async function nameOfFile(from: string, registry: ModelRegistry, context: CommandContext): Promise<string> {
  const file = absolutePath(from, context);
  const wanted = await realpath(file).catch(() => file);
  for (const entry of registry.list()) {
    if (entry.alias !== undefined) continue;
    const own = await realpath(entry.path).catch(() => entry.path);
    if (own === wanted) return entry.name;
  }
  throw new ShimmyError(
    "model_not_found",
    `FROM ${from} is in none of the model folders: put it into one, or name its folder with --model-dirs.`,
  );
}
