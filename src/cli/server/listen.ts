import { formatHostAndPort } from "../../config/bind-address.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { ShimmyError } from "../../core/errors.ts";
import { LAST_PORT, nextPort } from "./port-search.ts";

/** What can be told to listen; a Fastify app fits. */
export interface Listener {
  listen(address: { readonly host: string; readonly port: number }): Promise<string>;
  addresses(): readonly { readonly port: number }[];
}

/**
 * Listens on the configured address, or on the next free port where the address is the default one.
 * Resolves with the port in use.
 *
 * @throws ShimmyError `conflict` when the port is taken, `invalid_request` when the address cannot be used.
 */
export async function listen(app: Listener, bind: ShimmyConfig["bind"]): Promise<number> {
  let { port } = bind;
  for (;;) {
    try {
      await app.listen({ host: bind.host, port });
      return app.addresses()[0]?.port ?? port;
    } catch (thrown) {
      const decision = nextPort(bind, port, errorCode(thrown));
      if (decision.kind === "give-up") throw describe(bind, decision.reason, thrown);
      port = decision.port;
    }
  }
}

function errorCode(thrown: unknown): string | undefined {
  const hasCode = thrown instanceof Error && "code" in thrown;
  return hasCode && typeof thrown.code === "string" ? thrown.code : undefined;
}

function describe(bind: ShimmyConfig["bind"], reason: "taken" | "unusable", cause: unknown): ShimmyError {
  const address = formatHostAndPort(bind);
  if (reason === "unusable") {
    const code = errorCode(cause) ?? "unknown reason";
    return new ShimmyError(
      "invalid_request",
      `Cannot listen on ${address} (${explain(code)}); choose another --bind.`,
      {
        cause,
      },
    );
  }
  const message = bind.explicit
    ? `${address} is taken by another program; stop that one or choose another --bind.`
    : `Every port from ${bind.port} to ${LAST_PORT} is taken; choose one with --bind.`;
  return new ShimmyError("conflict", message, { cause });
}

function explain(code: string): string {
  const reasons: Readonly<Record<string, string>> = {
    EACCES: "not allowed; ports below 1024 often need more rights",
    EADDRNOTAVAIL: "no such address on this machine",
    ENOTFOUND: "the name has no address",
    EAI_AGAIN: "the name cannot be looked up now",
  };
  return reasons[code] ?? code;
}
