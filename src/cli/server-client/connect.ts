import type { Command } from "commander";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { CommandContext } from "../command-context.ts";
import { declareFlag, declareSettings } from "../declare-flags.ts";
import type { Invocation } from "../invocation.ts";
import { LAST_PORT } from "../server/port-search.ts";
import { findServer } from "./find-server.ts";
import { namedServer } from "./server-address.ts";
import { ServerClient } from "./server-client.ts";

/** Adds the flags of commands that talk to a server. */
export function declareServerFlags(command: Command): void {
  declareFlag(
    command,
    "--url <address>",
    "server to talk to; also SHIMMY_URL (default: the one that runs on this machine)",
  );
  declareSettings(command, ["apiKey"]);
}

/**
 * The server that a command talks to: the named one, else the one that runs on this machine.
 *
 * @throws ShimmyError `backend_unavailable` where none is named and none runs.
 */
export async function connect(
  invocation: Invocation,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<ServerClient> {
  const client = await connectIfRunning(invocation, config, context);
  if (client !== undefined) return client;
  const { bind } = config;
  const where = bind.explicit
    ? `${bind.host}:${bind.port}`
    : `${bind.host}, ports ${bind.port} to ${LAST_PORT}`;
  throw new ShimmyError(
    "backend_unavailable",
    `No Shimmy server runs on this machine (${where}): start one with \`shimmy serve\`, or name one by --url or SHIMMY_URL.`,
  );
}

/** The same, and undefined where none is named and none runs. */
export async function connectIfRunning(
  invocation: Invocation,
  config: ShimmyConfig,
  context: CommandContext,
): Promise<ServerClient | undefined> {
  const { signal } = context.interruption;
  const url = namedServer(invocation, context) ?? (await findServer(config.bind, signal));
  return url === undefined ? undefined : new ServerClient({ url, apiKey: config.apiKey, signal });
}
