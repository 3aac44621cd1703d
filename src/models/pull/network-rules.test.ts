import { describe, expect, it } from "vitest";
import { guardedLookup, type Lookup } from "./guarded-lookup.ts";
import { nextHop, type Redirect } from "./next-hop.ts";
import { isPrivateAddress, isPrivateHost } from "./private-address.ts";
import { parseRetryAfterMs, retryDelayMs } from "./retry-delay.ts";

describe("isPrivateAddress", () => {
  it.each([
    "127.0.0.1",
    "10.1.2.3",
    "172.31.0.1",
    "192.168.1.1",
    "169.254.169.254",
    "100.64.0.1",
    "0.0.0.0",
    "::1",
    "[::1]",
    "fd00::1",
    "fe80::1%eth0",
    "::ffff:127.0.0.1",
    "::ffff:7f00:1",
    "64:ff9b::7f00:1",
    "no address",
  ])("holds %s for private", (address) => {
    expect(isPrivateAddress(address)).toBe(true);
  });

  it.each(["1.1.1.1", "172.32.0.1", "2606:4700::1111", "::ffff:1.1.1.1"])(
    "holds %s for public",
    (address) => {
      expect(isPrivateAddress(address)).toBe(false);
    },
  );

  it("tells private hosts by their text alone where it can", () => {
    for (const host of ["localhost", "LOCALHOST.", "a.localhost", "[::1]", "127.1.2.3"]) {
      expect(isPrivateHost(host)).toBe(true);
    }
    for (const host of ["example.com", "8.8.8.8", "localhost.example.com"])
      expect(isPrivateHost(host)).toBe(false);
  });
});

describe("nextHop", () => {
  const redirect: Redirect = {
    start: new URL("https://hub.example/a"),
    from: new URL("https://hub.example/a"),
    location: "https://cdn.example/b",
    followed: 0,
    mostRedirects: 2,
    allowsPrivate: false,
    isPrivateHost,
  };

  it("tells whether it is still the host that the token is for", () => {
    expect(nextHop(redirect)).toMatchObject({ isOwnHost: false });
    expect(nextHop({ ...redirect, location: "/c" })).toMatchObject({ isOwnHost: true });
    // a host that got no token sends back to one that does: the token is for that host
    expect(
      nextHop({ ...redirect, from: new URL("https://cdn.example/b"), location: "https://hub.example/c" }),
    ).toMatchObject({
      isOwnHost: true,
    });
    expect(nextHop({ ...redirect, location: "https://hub.example:444/c" })).toMatchObject({
      isOwnHost: false,
    });
  });

  it.each([
    [{ followed: 2 }, /more than 2 times/],
    [{ location: undefined }, /no address/],
    [{ location: "http://cdn.example/" }, /https to http/],
    [{ location: "ftp://cdn.example/" }, /ftp:/],
    [{ location: "https://u:p@cdn.example/" }, /password/],
    [{ location: "https://127.0.0.1/" }, /private/],
    [{ location: "https://[::ffff:10.0.0.1]/" }, /private/],
    [{ location: "https://2130706433/" }, /private/],
    [{ location: "https://localhost/" }, /private/],
  ])("refuses %j", (change, message) => {
    expect(() => nextHop({ ...redirect, ...change })).toThrow(message);
  });
});

describe("guardedLookup", () => {
  const found = [
    { address: "127.0.0.1", family: 4 },
    { address: "1.1.1.1", family: 4 },
  ];
  const resolve: Lookup = (host, _, callback) => {
    if (host === "gone") callback(Object.assign(new Error("gone"), { code: "ENOTFOUND" }), []);
    else callback(null, host === "inner" ? found.slice(0, 1) : found);
  };
  const ask = (host: string, all: boolean) =>
    new Promise((settle) => {
      guardedLookup(isPrivateAddress, resolve)(host, { all }, (error, address, family) =>
        settle([error?.message, address, family]),
      );
    });

  it("gives public addresses only", async () => {
    expect(await ask("both", true)).toEqual([undefined, [found[1]], undefined]);
    expect(await ask("both", false)).toEqual([undefined, "1.1.1.1", 4]);
    expect(await ask("inner", true)).toEqual([expect.stringContaining("private address"), [], undefined]);
    expect(await ask("gone", true)).toEqual(["gone", [], undefined]);
  });
});

describe("retryDelayMs", () => {
  const limits = { failures: 4, firstDelayMs: 100, longestDelayMs: 300, longestRetryAfterMs: 1000 };
  const delay = (failures: number, retryAfterMs?: number, random = 0) =>
    retryDelayMs({ failures, retryAfterMs, random }, limits);

  it("doubles up to a bound, spreads, heeds the server and ends", () => {
    expect([delay(1), delay(2), delay(3), delay(4)]).toEqual([50, 100, 150, undefined]);
    expect(delay(1, undefined, 0.5)).toBe(75);
    expect([delay(1, 900), delay(1, 1001)]).toEqual([900, undefined]);
  });

  it("reads Retry-After in seconds and as a date", () => {
    const nowMs = Date.parse("2026-01-01T00:00:00Z");
    expect(parseRetryAfterMs("7", nowMs)).toBe(7000);
    expect(parseRetryAfterMs("Thu, 01 Jan 2026 00:00:10 GMT", nowMs)).toBe(10_000);
    expect(parseRetryAfterMs("Wed, 31 Dec 2025 00:00:00 GMT", nowMs)).toBe(0);
    expect([parseRetryAfterMs("soon", nowMs), parseRetryAfterMs(undefined, nowMs)]).toEqual([
      undefined,
      undefined,
    ]);
  });
});
