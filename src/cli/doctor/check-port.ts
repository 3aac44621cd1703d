import { createServer } from "node:net";
import { formatHostAndPort } from "../../config/bind-address.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { findServer } from "../server-client/find-server.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

/** Whether the server could listen where the settings put it, or does already. */
export async function checkPort(bind: ShimmyConfig["bind"], signal: AbortSignal): Promise<Finding> {
  const server = await findServer(bind, signal);
  if (server !== undefined) return ok("port", `Shimmy runs already, at ${server}`);
  const address = formatHostAndPort(bind);
  const code = await tryListening(bind);
  if (code === undefined) return ok("port", `${address} is free`);
  if (code !== "EADDRINUSE") {
    return broken("port", `${address} cannot be listened on (${code})`, "choose another address with --bind");
  }
  if (bind.explicit) {
    return broken(
      "port",
      `${address} is taken by another program`,
      "end that one, or choose another with --bind",
    );
  }
  return warning(
    "port",
    `${address} is taken by another program`,
    "shimmy serve takes the next free port and prints it; clients must be told",
  );
}

/** The system's reason why nobody can listen there; undefined where one can. */
async function tryListening({ host, port }: ShimmyConfig["bind"]): Promise<string | undefined> {
  const server = createServer();
  try {
    return await new Promise<string | undefined>((resolve) => {
      server.once("error", (error) => resolve("code" in error ? String(error.code) : error.message));
      server.listen({ host, port, exclusive: true }, () => resolve(undefined));
    });
  } finally {
    server.close();
  }
}
