import type { Environment } from "../../config/environment.ts";
import { broken, type Finding, ok, warning } from "./finding.ts";

const PROXY_VARIABLES = ["http_proxy", "HTTP_PROXY", "https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY"];
/** What NO_PROXY needs for clients on this machine. */
const LOCAL = ["localhost", "127.0.0.1"];

/** A proxy that is no address, or that clients would ask for this very machine. */
export function judgeProxy(environment: Environment): Finding {
  const set = PROXY_VARIABLES.filter((name) => (environment[name] ?? "") !== "");
  const wrong = set.filter((name) => !isAddress(environment[name] ?? ""));
  if (wrong.length > 0) {
    return broken(
      "proxy",
      `${wrong.join(", ")} holds no address`,
      "write it as http://proxy.example.com:3128",
    );
  }
  if (set.length === 0) return ok("proxy", "No proxy is set");
  const exceptions = (environment.no_proxy ?? environment.NO_PROXY ?? "")
    .split(",")
    .map((part) => part.trim());
  if (exceptions.includes("*") || LOCAL.every((host) => exceptions.includes(host))) {
    return ok("proxy", `A proxy is set (${set.join(", ")}), and not for this machine`);
  }
  return warning(
    "proxy",
    `A proxy is set (${set.join(", ")}), and clients may ask it for the server on this machine`,
    `set NO_PROXY=${LOCAL.join(",")} for the clients`,
  );
}

function isAddress(text: string): boolean {
  const full = text.includes("://") ? text : `http://${text}`;
  return URL.canParse(full) && /^(https?|socks[45]?h?):$/.test(new URL(full).protocol);
}
