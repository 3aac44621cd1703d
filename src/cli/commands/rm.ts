import { join } from "node:path";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { ModelEntry } from "../../models/registry/model-entry.ts";
import type { ModelRegistry } from "../../models/registry/model-registry.ts";
import type { UnusableModel } from "../../models/registry/unusable-models.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareExamples, declareFlag } from "../declare-flags.ts";
import { formatBytes, printable } from "../format.ts";
import type { Invocation } from "../invocation.ts";
import { readConfig } from "../read-config.ts";
import { record } from "../server-client/json.ts";
import { namedServer } from "../server-client/server-address.ts";
import type { ServerClient } from "../server-client/server-client.ts";
import { declareTargetFlags, findTarget, openRegistry } from "../store/alias-target.ts";
import { filesOfDamagedModel } from "../store/damaged-model.ts";
import { mappedFiles } from "../store/mapped-files.ts";
import { filesOfModel, liesIn, ownerOf, removeFiles } from "../store/model-files.ts";
import { filesOfPulledModel } from "../store/pulled-from-ollama.ts";
import { decideRemoval } from "../store/removal-rule.ts";

/** `shimmy rm MODEL...`: forgets aliases and removes pulled models; all of them, or none where one must stay. */
export const rmCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL...", "names of aliases or models");
    declareFlag(command, "--force", "remove the files of models that Shimmy did not pull, too");
    declareTargetFlags(command);
    declareExamples(command, ["shimmy rm mario", "shimmy rm llama3:8b qwen3:0.6b"]);
  },
  run: async (invocation, context) => {
    const names = invocation.positional;
    const config = readConfig(invocation, context);
    const server = await findTarget(invocation, config, context);
    if (server !== undefined && namedServer(invocation, context) !== undefined) {
      // its files may lie on another machine: the server decides
      for (const model of names) {
        await server.ask("DELETE", "/api/delete", { model });
        await context.terminal.print(`${printable(model)} is removed.\n`);
      }
      return 0;
    }
    const registry = await openRegistry(config);
    const removals: Removal[] = [];
    for (const name of new Set(names))
      removals.push(await plan(name, { registry, server, config, invocation }));
    const refusals = removals.flatMap(({ refusal }) => refusal ?? []);
    if (refusals.length > 0) throw new ShimmyError("forbidden", refusals.join(" "));
    for (const removal of removals) await remove(removal, registry, server, context);
    if (server !== undefined) await server.ask("POST", "/api/models/discover");
    return 0;
  },
};

interface Removal {
  readonly name: string;
  /** Absent for an alias. */
  readonly files?: readonly string[];
  readonly store?: string | undefined;
  readonly refusal?: string;
}

interface World {
  readonly registry: ModelRegistry;
  readonly server: ServerClient | undefined;
  readonly config: ShimmyConfig;
  readonly invocation: Invocation;
}

async function plan(name: string, { registry, server, config, invocation }: World): Promise<Removal> {
  // its name may be a model's by now, whose files nobody meant to remove
  if (registry.hasUnlistedAlias(name)) return { name };
  const store = config.dataFolder === undefined ? undefined : join(config.dataFolder, "models");
  const isForced = invocation.has("--force");
  const entry = await resolveHere(name, { registry, server, store, isForced });
  if (entry === undefined) return { name };
  if (!("source" in entry)) return entry;
  const isInStore = store !== undefined && (await liesIn(store, entry.path));
  const owner = ownerOf(entry.path);
  const files =
    isInStore && owner === "ollama"
      ? await filesOfPulledModel(entry.path, entry.name)
      : await filesOfModel(entry.path);
  const decision = decideRemoval({
    name: printable(entry.name),
    source: entry.source,
    isAlias: entry.alias !== undefined,
    path: printable(entry.path),
    isInStore,
    owner,
    user: entry.alias === undefined ? await userOf(entry.name, files, server) : undefined,
    isForced,
  });
  if (decision.kind === "alias") return { name: entry.name };
  if (decision.kind === "files") return { name: entry.name, files, store: isInStore ? store : undefined };
  return { name: entry.name, refusal: decision.reason };
}

/**
 * What a name stands for on this machine. Undefined where only the server can know it: it may keep aliases of its own. A model that
 * cannot be used has no entry, but files.
 */
async function resolveHere(
  name: string,
  { registry, server, ...where }: Pick<World, "registry" | "server"> & Place,
): Promise<ModelEntry | Removal | undefined> {
  try {
    return registry.resolve(name);
  } catch (thrown) {
    if (!(thrown instanceof ShimmyError)) throw thrown;
    if (server !== undefined && thrown.code === "model_not_found") return undefined;
    const damaged = await planDamaged(registry.unusable(name), where);
    if (damaged === undefined) throw thrown;
    return damaged;
  }
}

interface Place {
  readonly store: string | undefined;
  readonly isForced: boolean;
}

async function planDamaged(model: UnusableModel | undefined, where: Place): Promise<Removal | undefined> {
  const files = model === undefined ? undefined : await filesOfDamagedModel(model, where);
  if (model === undefined || files === undefined) return undefined;
  const { name } = model;
  if ((await mappedFiles(files)).length === 0) return { name, files, store: where.store };
  return { name, refusal: `A process has the file of "${printable(name)}" in memory; end it first.` };
}

async function userOf(
  name: string,
  files: readonly string[],
  server: ServerClient | undefined,
): Promise<"server" | "process" | undefined> {
  if (server !== undefined && (await isLoaded(name, server))) return "server";
  return (await mappedFiles(files)).length > 0 ? "process" : undefined;
}

async function isLoaded(name: string, server: ServerClient): Promise<boolean> {
  try {
    const status = record(await server.ask("GET", `/api/models/${encodeURIComponent(name)}/status`));
    return status.state !== "stopped" && status.state !== "failed";
  } catch (thrown) {
    // a server over other folders does not know it
    if (thrown instanceof ShimmyError && thrown.code === "model_not_found") return false;
    throw thrown;
  }
}

async function remove(
  { name, files, store }: Removal,
  registry: ModelRegistry,
  server: ServerClient | undefined,
  { terminal }: CommandContext,
): Promise<void> {
  if (files === undefined) {
    if (server === undefined) await registry.removeAlias(name);
    else await server.ask("DELETE", "/api/delete", { model: name });
    await terminal.print(`The alias ${printable(name)} is removed.\n`);
    return;
  }
  if (files.length === 0) {
    throw new ShimmyError("conflict", `The files of "${printable(name)}" are shared, and none is its own.`);
  }
  const freed = formatBytes(await removeFiles(files, store));
  await terminal.print(`${printable(name)} is removed: ${freed} are free.\n`);
  const left = registry.list().filter(({ alias }) => alias?.base === name);
  if (left.length === 0) return;
  const names = left.map((alias) => printable(alias.name)).join(", ");
  terminal.note(`Aliases that stand for nothing now: ${names}\n`);
}
