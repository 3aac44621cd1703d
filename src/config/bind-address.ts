import { BlockList, isIP, isIPv6 } from "node:net";

/** Where Shimmy listens when nobody says otherwise. */
export const DEFAULT_HOST = "127.0.0.1";
/** Port that Shimmy listens on when nobody says otherwise. */
export const DEFAULT_PORT = 11435;

/** A host (name or IP address, IPv6 without brackets) and a port; port 0 takes any free one. */
export interface HostAndPort {
  readonly host: string;
  readonly port: number;
}

/** What {@link parseBindAddress} takes, for messages. */
export const BIND_ADDRESS_FORM =
  "host:port, for example 127.0.0.1:11435, [::1]:9000, localhost:9000 or :9000";

/**
 * Reads an address to listen on: `host:port`, `[ipv6]:port`, `:port` (loopback), or a host alone
 * (port 11435). Undefined when the text is none of them.
 */
export function parseBindAddress(text: string): HostAndPort | undefined {
  const match = /^(?:\[(?<ipv6>[^\]]*)\]|(?<name>[^:[\]]*))(?::(?<port>\d{1,5}))?$/.exec(text);
  if (match?.groups === undefined || text.length === 0) return undefined;
  const { ipv6, name, port: portText } = match.groups;
  const port = portText === undefined ? DEFAULT_PORT : Number(portText);
  if (port > 65_535) return undefined;
  if (ipv6 !== undefined) return isIPv6(ipv6) ? { host: ipv6.toLowerCase(), port } : undefined;
  const host = (name ?? "").toLowerCase();
  if (host === "") return { host: DEFAULT_HOST, port };
  return isHostName(host) ? { host, port } : undefined;
}

/** True for an IPv4 address or a DNS name (RFC 1123 labels; a last label of digits would be a broken IPv4 address). */
export function isHostName(host: string): boolean {
  if (isIP(host) === 4) return true;
  if (host.length > 253) return false;
  const labels = host.split(".");
  const last = labels.at(-1) ?? "";
  return !/^\d+$/.test(last) && labels.every((label) => /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/i.test(label));
}

/** Host and port as a URL writes them: IPv6 addresses in brackets. */
export function formatHostAndPort({ host, port }: HostAndPort): string {
  // the whole question takes 3 ms the first time, which every start of a command would pay
  return `${host.includes(":") && isIPv6(host) ? `[${host}]` : host}:${port}`;
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet("127.0.0.0", 8, "ipv4");
LOOPBACK.addAddress("::1", "ipv6");

/** True when only programs on this machine can reach the host: 127.0.0.0/8, `::1`, `localhost`. */
export function isLoopbackHost(host: string): boolean {
  const plain = host.toLowerCase();
  if (plain === "localhost" || plain.endsWith(".localhost")) return true;
  const family = isIP(plain);
  if (family === 0 || plain.includes("%")) return false;
  return LOOPBACK.check(plain, family === 6 ? "ipv6" : "ipv4");
}

/** True for the addresses that stand for every interface, which a client cannot connect to everywhere. */
export function isWildcardHost(host: string): boolean {
  return host === "0.0.0.0" || (isIPv6(host) && /^[0:]+$/.test(host));
}
