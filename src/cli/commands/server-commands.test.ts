import { describe, expect, it } from "vitest";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { runProgram } from "../run-program.ts";
import { renderTable } from "../table.ts";
import { columns } from "./ps.ts";

async function run(url: string, ...args: string[]) {
  const context = fakeContext({ environment: { SHIMMY_URL: url } });
  const exitCode = await runProgram(args, context);
  return { exitCode, printed: context.terminal.printed(), noted: context.terminal.noted() };
}

describe("shimmy ps", () => {
  it("says that nothing is loaded, and lists what is", async () => {
    const { service, listen } = await createScriptedApp();
    const url = await listen();
    expect(await run(url, "ps")).toMatchObject({
      exitCode: 0,
      printed: "",
      noted: `No model is in the memory of ${url}; the first request loads one.\n`,
    });
    await service.load("tiny");
    const { printed } = await run(url, "ps");
    expect(printed).toMatch(
      /^NAME +SIZE +PROCESSOR +CONTEXT +UNTIL\ntiny +\S+ \S+ +100% CPU +512 +it is stopped\n$/,
    );
    const json = JSON.parse((await run(url, "ps", "--json")).printed);
    expect(json).toMatchObject({ models: [{ name: "tiny" }] });
  });

  it("shows what lies on GPUs, and when a model goes", () => {
    const rows = [
      { name: "a", size: 100, size_vram: 100, context_length: 8, expires_at: "2026-01-01T00:05:00Z" },
      { name: "b", size: 100, size_vram: 25, context_length: 8, expires_at: "2025-01-01T00:00:00Z" },
      { name: "c" },
    ];
    const table = renderTable(columns(Date.parse("2026-01-01T00:00:00Z")), rows)
      .trimEnd()
      .split("\n");
    expect(table.map((line) => line.replaceAll(/ {2,}/g, "|"))).toEqual([
      "NAME|SIZE|PROCESSOR|CONTEXT|UNTIL",
      "a|100 B|100% GPU|8|in 5 min 0 s",
      "b|100 B|75%/25% CPU/GPU|8|now",
      "c|0 B|100% CPU|-|-",
    ]);
  });
});

describe("shimmy stop", () => {
  it("lets go of a model that nobody uses", async () => {
    const { service, listen } = await createScriptedApp();
    const url = await listen();
    await service.load("team/llama3:8b");
    expect(await run(url, "stop", "team/llama3:8b")).toMatchObject({
      exitCode: 0,
      printed: "team/llama3:8b is stopped.\n",
    });
    expect(service.releases).toEqual(["team/llama3:8b"]);
    expect(await run(url, "stop", "tiny")).toMatchObject({ exitCode: 0, noted: "tiny is not in memory.\n" });
  });

  it("unloads at once with --force, and tells of one that is still busy without", async () => {
    const { service, listen } = await createScriptedApp();
    const url = await listen();
    await service.load("tiny");
    service.release = async (name) => service.status(name ?? "tiny");
    expect((await run(url, "stop", "tiny")).printed).toBe(
      "tiny stops once its answers have ended; --force ends them now.\n",
    );
    expect((await run(url, "stop", "tiny", "--force")).printed).toBe("tiny is stopped.\n");
    expect(service.releases).toEqual([]);
  });

  it("unloads a pinned model, which nothing else takes out of memory, and ends answers with --force alone", async () => {
    const { service, listen } = await createScriptedApp();
    const url = await listen();
    const unloads: unknown[] = [];
    const { status, unload } = service;
    service.status = (name) => ({ ...status(name), pinned: true });
    service.unload = (name, options) => {
      unloads.push([name, options]);
      return unload(name, options);
    };
    await service.load("tiny");
    expect((await run(url, "stop", "tiny")).printed).toBe("tiny is stopped.\n");
    await service.load("tiny");
    expect((await run(url, "stop", "tiny", "--force")).printed).toBe("tiny is stopped.\n");
    expect(unloads).toEqual([
      ["tiny", { force: false }],
      ["tiny", { force: true }],
    ]);
    expect(service.releases).toEqual([]);
  });

  it("names the nearest model for an unknown one", async () => {
    const { listen } = await createScriptedApp();
    const { exitCode, noted } = await run(await listen(), "stop", "tinny");
    expect(exitCode).toBe(1);
    expect(noted).toBe('shimmy: There is no model "tinny"; did you mean "tiny"?\n');
  });
});

describe("a command that needs a server", () => {
  it("says how to start one", async () => {
    const { exitCode, noted } = await run("http://127.0.0.1:1", "ps");
    expect(exitCode).toBe(1);
    expect(noted).toMatch(
      /^shimmy: No server answers at http:\/\/127\.0\.0\.1:1 \(.*\): start one with `shimmy serve`/,
    );
  });

  it("finds the one that the settings put somewhere, and says where it looked", async () => {
    const context = fakeContext({ environment: { SHIMMY_BIND_ADDRESS: "127.0.0.1:1" } });
    expect(await runProgram(["ps"], context)).toBe(1);
    expect(context.terminal.noted()).toContain(
      "No Shimmy server runs on this machine (127.0.0.1:1): start one",
    );
    const { listen } = await createScriptedApp();
    const { host } = new URL(await listen());
    const found = fakeContext({ environment: { SHIMMY_BIND_ADDRESS: host } });
    expect(await runProgram(["ps"], found)).toBe(0);
  });

  it("brings the key that the server wants", async () => {
    const { listen } = await createScriptedApp({ apiKey: "a-test-key" });
    const url = await listen();
    expect((await run(url, "ps")).noted).toBe(
      `shimmy: The server at ${url} wants its API key: --api-key, or SHIMMY_API_KEY.\n`,
    );
    expect((await run(url, "ps", "--api-key", "a-test-key")).exitCode).toBe(0);
  });
});
