import { describe, expect, it } from "vitest";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import { fakeServerParts } from "../../../test/helpers/fake-server-parts.ts";
import { runProgram } from "../run-program.ts";

describe("shimmy serve", () => {
  it("serves until the first signal, drains before it closes, and ends with 0", async () => {
    const parts = fakeServerParts({ onListen: () => context.interrupt() });
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--bind", "127.0.0.1:0"], context)).toBe(0);
    expect(parts.events).toEqual(["listen 127.0.0.1:0", "drain", "close"]);
    expect(context.terminal.printed()).toContain(
      "Shimmy 1.2.3 listens on http://127.0.0.1:40123\nDefault model: tiny\n",
    );
    expect(context.terminal.noted()).toBe(
      "Stopping; running requests have 25 s to end. A second signal stops at once.\n",
    );
  });

  it("starts to load before HTTP is there", async () => {
    const parts = fakeServerParts({ onListen: () => context.interrupt() });
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--preload", "tiny"], context)).toBe(0);
    expect(parts.events.slice(0, 2)).toEqual(["load tiny", "listen 127.0.0.1:11435"]);
  });

  it("serves on when a preload fails, and logs why", async () => {
    const parts = fakeServerParts({ onListen: () => context.interrupt(), failLoad: true });
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--preload", "tiny"], context)).toBe(0);
    expect(parts.logged.join("")).toContain("Preload failed");
  });

  it("ends with 1 when a model to preload does not exist, without a server left behind", async () => {
    const parts = fakeServerParts({});
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--preload", "absent"], context)).toBe(1);
    expect(context.terminal.noted()).toBe('shimmy: Model "absent" was not found.\n');
    expect(parts.events).toEqual(["drain"]);
  });

  it("ends with 1 and one line when its address is taken", async () => {
    const parts = fakeServerParts({ listenError: "EADDRINUSE" });
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--bind", ":9000"], context)).toBe(1);
    expect(context.terminal.noted()).toMatch(/^shimmy: 127\.0\.0\.1:9000 is taken[^\n]*\n$/);
    expect(parts.events).toEqual(["listen 127.0.0.1:9000", "drain", "close"]);
  });

  it("does not listen when it is stopped while it starts", async () => {
    const parts = fakeServerParts({});
    const context = fakeContext({ serverParts: parts });
    context.interrupt();
    expect(await runProgram(["serve"], context)).toBe(0);
    expect(parts.events).toEqual(["drain", "close"]);
  });

  it("refuses an open address without a key before anything starts", async () => {
    const parts = fakeServerParts({});
    const context = fakeContext({ serverParts: parts });
    expect(await runProgram(["serve", "--bind", "0.0.0.0:9000"], context)).toBe(2);
    expect(context.terminal.noted()).toContain("--insecure-no-auth");
    expect(parts.events).toEqual([]);
  });
});
