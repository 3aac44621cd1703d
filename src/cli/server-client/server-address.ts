import { ConfigError } from "../../config/config-error.ts";
import { SERVER_URL_VARIABLE } from "../../config/server-url.ts";
import type { CommandContext } from "../command-context.ts";
import type { Invocation } from "../invocation.ts";

/**
 * The server's address that the person named: `--url`, else `SHIMMY_URL`; without a slash at its end. Undefined where
 * neither is set.
 *
 * @throws ConfigError for what is no http or https address.
 */
export function namedServer(
  invocation: Invocation,
  { environment }: Pick<CommandContext, "environment">,
): string | undefined {
  const flag = invocation.text("--url");
  const text = flag ?? environment[SERVER_URL_VARIABLE]?.trim() ?? "";
  if (text === "" && flag === undefined) return undefined;
  const url = parseUrl(text);
  if (url !== undefined) return url;
  const label = flag === undefined ? SERVER_URL_VARIABLE : "--url";
  const shown = JSON.stringify(text.slice(0, 80));
  const message = `${label} must be a server's address such as http://127.0.0.1:11435, not ${shown}.`;
  throw new ConfigError([{ message, setting: label }]);
}

/** A host with a port may stand alone: `127.0.0.1:11435`. */
function parseUrl(text: string): string | undefined {
  const full = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(full)) return undefined;
  const { protocol, origin, pathname, search, hash, username } = new URL(full);
  const isAddress = (protocol === "http:" || protocol === "https:") && search + hash + username === "";
  return isAddress ? origin + pathname.replace(/\/+$/, "") : undefined;
}
