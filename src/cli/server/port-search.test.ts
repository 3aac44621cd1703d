import { describe, expect, it } from "vitest";
import { LAST_PORT, nextPort } from "./port-search.ts";

const byDefault = { host: "127.0.0.1", port: 11_435, explicit: false };

describe("nextPort", () => {
  it("takes the next port of the default address, up to the last", () => {
    expect(nextPort(byDefault, 11_435, "EADDRINUSE")).toEqual({ kind: "try", port: 11_436 });
    expect(nextPort(byDefault, LAST_PORT - 1, "EADDRINUSE")).toEqual({ kind: "try", port: LAST_PORT });
    expect(nextPort(byDefault, LAST_PORT, "EADDRINUSE")).toEqual({ kind: "give-up", reason: "taken" });
  });

  it("never moves from an address that somebody chose", () => {
    expect(nextPort({ ...byDefault, explicit: true }, 11_435, "EADDRINUSE")).toEqual({
      kind: "give-up",
      reason: "taken",
    });
  });

  it.each(["EACCES", "EADDRNOTAVAIL", undefined])("does not search on after %s", (code) => {
    expect(nextPort(byDefault, 11_435, code)).toEqual({ kind: "give-up", reason: "unusable" });
  });
});
