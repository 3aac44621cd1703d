import { mkdirSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { describe, expect, it, onTestFinished } from "vitest";
import {
  type FakeContextOptions,
  fakeContext,
  modelEntry,
} from "../../../test/helpers/fake-command-context.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import type { LoadEstimate } from "../../core/memory-estimate.ts";
import { runProgram } from "../run-program.ts";

const FITS: LoadEstimate = {
  ...{ model: "tiny", contextLength: 512, kvCells: 512, slots: 8, gpuLayers: 0, notes: [], devices: [] },
  ...{
    cacheTypeK: "f16",
    cacheTypeV: "f16",
    totalBytes: 2e9,
    mappedBytes: 0,
    availableBytes: 1e9,
    fits: true,
    need: { allocatedBytes: 1_000, oneContextBytes: 800, leastBytes: 700, mappedBytes: 1_000 },
  },
};

async function examine(options: FakeContextOptions, ...args: string[]) {
  const folder = temporaryFolder();
  const base = fakeContext({
    estimate: async () => FITS,
    ...options,
    environment: { SHIMMY_BIND_ADDRESS: "127.0.0.1:0", ...options.environment },
  });
  const context = { ...base, homeDir: folder, workingDir: folder };
  const exitCode = await runProgram(["doctor", "--json", ...args], context);
  const { ok, findings } = JSON.parse(context.terminal.printed());
  const wrong = findings.filter(({ status }: { status: string }) => status !== "ok");
  const of = (check: string) => findings.filter((finding: { check: string }) => finding.check === check);
  return { exitCode, ok, wrong, of };
}

/** A program of somebody else's on a port of this machine. */
async function occupy(): Promise<number> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  const address = server.address();
  return typeof address === "object" && address !== null ? address.port : 0;
}

describe("shimmy doctor", () => {
  it("finds nothing broken on a machine that is well", async () => {
    const { exitCode, ok, of } = await examine({});
    expect({ exitCode, ok }).toEqual({ exitCode: 0, ok: true });
    for (const check of [
      "node",
      "library",
      "gpu",
      "clock",
      "proxy",
      "settings",
      "port",
      "folders",
      "disk",
      "models",
    ]) {
      expect(of(check)).toHaveLength(1);
    }
    expect(of("memory")).toMatchObject([{ status: "ok" }]);
  });

  it("tells people what to do", async () => {
    const options = { entries: [], environment: { SHIMMY_BIND_ADDRESS: "127.0.0.1:0" } };
    const base = fakeContext(options);
    const folder = temporaryFolder();
    expect(await runProgram(["doctor"], { ...base, homeDir: folder, workingDir: folder })).toBe(0);
    expect(base.terminal.printed()).toMatch(/^ok {6}Node\.js \d+/);
    expect(base.terminal.printed()).toMatch(/\nnote {4}No model is found\n {8}→ No models found in .*\n/);
  });

  it("finds a port that is taken, and a server of ours that has it", async () => {
    const port = await occupy();
    const taken = await examine({}, "--bind", `127.0.0.1:${port}`);
    expect(taken).toMatchObject({ exitCode: 1, ok: false, wrong: [{ check: "port", status: "broken" }] });
    const { listen } = await createScriptedApp();
    const url = await listen();
    const ours = await examine({}, "--bind", new URL(url).host);
    expect(ours.of("port")).toMatchObject([{ status: "ok", message: `Shimmy runs already, at ${url}` }]);
    const nowhere = await examine({}, "--bind", "192.0.2.1:80", "--api-key", "k");
    expect(nowhere.of("port")).toMatchObject([{ status: "broken" }]);
  });

  it("finds settings that cannot be used, and names that mean nothing", async () => {
    const wrong = await examine({ environment: { SHIMMY_SLOTS: "many" } });
    expect(wrong).toMatchObject({ exitCode: 1, wrong: [{ check: "settings", status: "broken" }] });
    expect(wrong.of("models")).toEqual([]);
    const open = await examine({}, "--bind", "0.0.0.0:0");
    expect(open.of("settings")[0].message).toContain("can be reached from other machines");
    const typo = await examine({ environment: { SHIMMY_SLOT: "4" } });
    expect(typo.wrong).toMatchObject([{ message: expect.stringContaining("Did you mean SHIMMY_SLOTS?") }]);
  });

  it("finds what is wrong with the configuration file, as other commands read it", async () => {
    const file = join(temporaryFolder(), "shimmy.toml");
    writeFileSync(file, "[engine]\nslots = 0\n");
    const wrong = await examine({}, "--config", file);
    expect(wrong.exitCode).toBe(1);
    expect(wrong.of("settings")[0].message).toContain("slots must be");
    const missing = await examine({ environment: { SHIMMY_CONFIG: `${file}.gone` } });
    expect(missing).toMatchObject({ exitCode: 1, wrong: [{ check: "settings", status: "broken" }] });
  });

  it("finds folders that are missing, or in the way", async () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, "file"), "");
    mkdirSync(join(folder, "models"));
    const { wrong } = await examine(
      { environment: { XDG_DATA_HOME: join(folder, "file") } },
      ...["--model-dirs", join(folder, "models"), "--model-dirs", join(folder, "none")],
    );
    expect(wrong.map(({ message }: { message: string }) => message)).toEqual([
      `${join(folder, "file")} may not be written`,
      `${join(folder, "none")} does not exist`,
    ]);
  });

  it("finds models that do not fit or cannot be read, and files that are damaged", async () => {
    const entries = ["a", "b", "c"].map((name) => modelEntry({ name }));
    const problems = [{ path: "/m/bad.gguf", reason: "it is damaged" }];
    const { exitCode, wrong } = await examine({
      entries,
      problems,
      estimate: async ({ name }) => {
        if (name === "c") throw new Error("it is cut off");
        return { ...FITS, fits: false };
      },
    });
    expect(exitCode).toBe(1);
    expect(wrong).toMatchObject([
      { check: "model-files", status: "broken", message: "/m/bad.gguf: it is damaged" },
      { check: "memory", status: "broken", message: "a needs 2 GB, and 1 GB are free" },
      { check: "memory", status: "warning", message: "b needs 2 GB, and 1 GB are free" },
      { check: "model-files", status: "broken", message: expect.stringContaining("c: it is cut off") },
    ]);
  });
});
