import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatHostAndPort, isLoopbackHost, isWildcardHost, parseBindAddress } from "./bind-address.ts";

describe("parseBindAddress", () => {
  it.each([
    ["127.0.0.1:11435", "127.0.0.1", 11435],
    ["[::1]:9000", "::1", 9000],
    ["localhost:9000", "localhost", 9000],
    [":9000", "127.0.0.1", 9000],
    ["0.0.0.0:80", "0.0.0.0", 80],
    ["127.0.0.1:0", "127.0.0.1", 0],
    ["Box.Local", "box.local", 11435],
    ["[::]", "::", 11435],
  ])("reads %s", (text, host, port) => {
    expect(parseBindAddress(text)).toEqual({ host, port });
  });

  it.each([
    "",
    "::1",
    "::1:9000",
    "http://127.0.0.1:9000",
    "127.0.0.1:65536",
    "127.0.0.1:-1",
    "127.0.0.1:",
    "127.0.0.1:9x",
    "999.1.1.1:80",
    "127.1:80",
    "[127.0.0.1]:80",
    "[::1",
    "a b:80",
    "-a:80",
    "*:80",
    `${"a".repeat(64)}:80`,
    `${"a.".repeat(150)}a:80`,
  ])("refuses %j", (text) => {
    expect(parseBindAddress(text)).toBeUndefined();
  });

  it("reads back every address that it formats", () => {
    const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
    fc.assert(
      fc.property(host, fc.integer({ min: 0, max: 65_535 }), (name, port) => {
        const address = { host: name.toLowerCase(), port };
        expect(parseBindAddress(formatHostAndPort(address))).toEqual(address);
      }),
    );
  });

  it("never throws and never invents a port out of range", () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        const address = parseBindAddress(text);
        expect(address === undefined || (address.port >= 0 && address.port <= 65_535)).toBe(true);
      }),
    );
  });
});

describe("isLoopbackHost", () => {
  it.each([
    "127.0.0.1",
    "127.255.0.9",
    "::1",
    "0:0:0:0:0:0:0:1",
    "::ffff:127.0.0.1",
    "localhost",
    "a.localhost",
  ])("holds for %s", (host) => expect(isLoopbackHost(host)).toBe(true));
  it.each(["0.0.0.0", "::", "192.168.0.4", "example.com", "localhost.example.com", "fe80::1%eth0"])(
    "does not hold for %s",
    (host) => expect(isLoopbackHost(host)).toBe(false),
  );
});

describe("isWildcardHost", () => {
  it("holds for every interface of both families", () => {
    expect(["0.0.0.0", "::", "0:0:0:0:0:0:0:0", "::1", "localhost"].map(isWildcardHost)).toEqual([
      true,
      true,
      true,
      false,
      false,
    ]);
  });
});
