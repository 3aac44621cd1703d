import { describe, expect, it } from "vitest";
import { type Listener, listen } from "./listen.ts";

function listener(outcomes: readonly (string | undefined)[]): Listener & { readonly tried: number[] } {
  const tried: number[] = [];
  return {
    tried,
    listen: async ({ port }) => {
      const code = outcomes[tried.length];
      tried.push(port);
      if (code !== undefined) throw Object.assign(new Error(`listen ${code}`), { code });
      return "";
    },
    addresses: () => [{ port: tried.at(-1) === 0 ? 40_123 : (tried.at(-1) ?? 0) }],
  };
}

const byDefault = { host: "127.0.0.1", port: 11_435, explicit: false };

describe("listen", () => {
  it("goes on to the next free port where the address is the default one", async () => {
    const app = listener(["EADDRINUSE", "EADDRINUSE", undefined]);
    expect(await listen(app, byDefault)).toBe(11_437);
    expect(app.tried).toEqual([11_435, 11_436, 11_437]);
  });

  it("tells which port the system chose", async () => {
    expect(await listen(listener([undefined]), { ...byDefault, port: 0, explicit: true })).toBe(40_123);
  });

  it.each([
    [{ host: "::1", port: 9000, explicit: true }, ["EADDRINUSE"], "[::1]:9000 is taken by another program"],
    [byDefault, Array.from({ length: 101 }, () => "EADDRINUSE"), "Every port from 11435 to 11535 is taken"],
    [{ host: "a.b", port: 80, explicit: true }, ["EACCES"], "Cannot listen on a.b:80 (not allowed"],
    [byDefault, ["EWHATEVER"], "(EWHATEVER)"],
  ])("says in one line why %j cannot be had", async (bind, outcomes, message) => {
    await expect(listen(listener(outcomes), bind)).rejects.toThrow(message);
  });

  it("copes with an error that has no code", async () => {
    const app: Listener = { listen: () => Promise.reject(new Error("odd")), addresses: () => [] };
    await expect(listen(app, byDefault)).rejects.toThrow("(unknown reason)");
  });
});
