import { isIP } from "node:net";

/** Whom a server answers to. */
export interface HostRules {
  /** Address that the server is bound to. */
  readonly boundHost: string;
  /** Further names; `*.example.com` stands for every name under it. */
  readonly allowedHosts: readonly string[];
}

const WILDCARD_ADDRESSES: readonly string[] = ["0.0.0.0", "::", "[::]"];

/**
 * True when the `Host` header names this server. A page of the web that points its own name at this
 * address (DNS rebinding) sends that name here and is refused.
 */
export function isAllowedHost(hostHeader: string | undefined, rules: HostRules): boolean {
  const host = hostNameOf(hostHeader);
  if (host === undefined) return false;
  if (isLoopbackName(host) || host === stripBrackets(rules.boundHost.toLowerCase())) return true;
  // A rebinding attack needs a name. On every interface the address itself is how clients reach us.
  if (WILDCARD_ADDRESSES.includes(rules.boundHost) && isIP(host) !== 0) return true;
  return rules.allowedHosts.some((allowed) => matches(host, allowed.toLowerCase()));
}

/** True for names and addresses that cannot leave this machine. */
export function isLoopbackName(host: string): boolean {
  if (host === "localhost" || host.endsWith(".localhost") || host === "::1") return true;
  return isIP(host) === 4 && host.startsWith("127.");
}

/** Name or address in a `Host` header, without port and brackets; undefined when it is not one. */
export function hostNameOf(hostHeader: string | undefined): string | undefined {
  if (hostHeader === undefined) return undefined;
  const parts = /^(\[[\da-f:.]+\]|[^\s:[\]/@?#]+)(?::\d{1,5})?$/iu.exec(hostHeader);
  const name = parts?.[1];
  return name === undefined ? undefined : stripBrackets(name.toLowerCase().replace(/\.$/u, ""));
}

function matches(host: string, allowed: string): boolean {
  if (allowed.startsWith("*.")) return host.endsWith(allowed.slice(1));
  return host === stripBrackets(allowed);
}

function stripBrackets(host: string): string {
  return host.startsWith("[") && host.endsWith("]") ? host.slice(1, -1) : host;
}
