import { isLoopbackName } from "./allowed-host.ts";

/**
 * True when a page of this origin may read answers across origins: loopback pages, and those that the
 * settings name (`*` names them all).
 */
export function isAllowedOrigin(origin: string, corsOrigins: readonly string[]): boolean {
  if (corsOrigins.includes("*") || corsOrigins.includes(origin)) return true;
  const url = webOrigin(origin);
  return url !== undefined && isLoopbackName(url.hostname.replace(/^\[|\]$/gu, ""));
}

/** True when a page was served by this very server; its `Host` must have passed the host guard before. */
export function isSameOrigin(origin: string, hostHeader: string | undefined): boolean {
  return hostHeader !== undefined && webOrigin(origin)?.host === hostHeader.toLowerCase();
}

function webOrigin(origin: string): URL | undefined {
  if (!/^https?:\/\//u.test(origin) || !URL.canParse(origin)) return undefined;
  return new URL(origin);
}
