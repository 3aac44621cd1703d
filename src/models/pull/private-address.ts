import { BlockList, isIP } from "node:net";

/** Networks that the internet does not route (https://www.iana.org/assignments/iana-ipv4-special-registry, and …-ipv6-…). */
const PRIVATE_NETWORKS = [
  "0.0.0.0/8",
  "10.0.0.0/8",
  "100.64.0.0/10",
  "127.0.0.0/8",
  "169.254.0.0/16",
  "172.16.0.0/12",
  "192.0.0.0/24",
  "192.0.2.0/24",
  "192.168.0.0/16",
  "198.18.0.0/15",
  "198.51.100.0/24",
  "203.0.113.0/24",
  "224.0.0.0/4",
  "240.0.0.0/4",
  "::/96",
  "64:ff9b::/96",
  "64:ff9b:1::/48",
  "100::/64",
  "2001::/32",
  "2001:db8::/32",
  "2002::/16",
  "fc00::/7",
  "fe80::/10",
  "fec0::/10",
  "ff00::/8",
];

const PRIVATE = new BlockList();
for (const network of PRIVATE_NETWORKS) {
  const [address = "", prefix = ""] = network.split("/");
  PRIVATE.addSubnet(address, Number(prefix), address.includes(":") ? "ipv6" : "ipv4");
}

/**
 * True for an IP address that is not on the internet: loopback, private and link-local networks, and IPv6 forms that hold an
 * IPv4 address. True as well for what is no address.
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/gu, "").replace(/%.*$/u, "");
  const family = isIP(plain);
  // BlockList compares an IPv4-mapped IPv6 address with the IPv4 networks
  return family === 0 || PRIVATE.check(plain, family === 6 ? "ipv6" : "ipv4");
}

/** True for a host, as a URL has it, that its text alone tells to be private. A name may still lead anywhere. */
export function isPrivateHost(host: string): boolean {
  const plain = host.toLowerCase().replace(/\.$/u, "");
  if (plain === "localhost" || plain.endsWith(".localhost")) return true;
  return isIP(plain.replace(/^\[|\]$/gu, "")) !== 0 && isPrivateAddress(plain);
}
