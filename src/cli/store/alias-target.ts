import type { Command } from "commander";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import type { ModelRegistry } from "../../models/registry/model-registry.ts";
import type { CommandContext } from "../command-context.ts";
import { declareFlag, declareSettings, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import type { Invocation } from "../invocation.ts";
import { connectIfRunning, declareServerFlags } from "../server-client/connect.ts";
import { namedServer } from "../server-client/server-address.ts";
import type { ServerClient } from "../server-client/server-client.ts";
import { UsageError } from "../usage-error.ts";

/** Adds the flags of commands that change aliases. */
export function declareTargetFlags(command: Command): void {
  declareServerFlags(command);
  declareFlag(command, "--local", "change the files on this machine, and ask no server");
  declareSettings(command, MODEL_SOURCE_SETTINGS);
}

/** The server that is to change its aliases: the named one or the running one. Undefined changes the files themselves. */
export async function findTarget(
  invocation: Invocation,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<ServerClient | undefined> {
  if (!invocation.has("--local")) return await connectIfRunning(invocation, config, context);
  if (invocation.has("--url") && namedServer(invocation, context) !== undefined) {
    throw new UsageError("--local asks no server, and --url names one: leave one of them out.");
  }
  return undefined;
}

/** The models and aliases of this machine, as they are on the disk now. */
export async function openRegistry(config: ShimmyConfig): Promise<ModelRegistry> {
  const { ModelRegistry } = await import("../../models/registry/model-registry.ts");
  const registry = new ModelRegistry(config);
  await registry.refresh();
  return registry;
}
