import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { runCommand, startServer } from "../helpers/built-command.ts";
import { type ModelFolder, writeModelFolder } from "./model-folder.ts";

let models: ModelFolder;
beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
});
afterAll(() => models.remove());

describe("shimmy estimate", () => {
  it("prints the parts of a model by name", async () => {
    const outcome = await runCommand(["estimate", "tiny", "--model-dirs", models.path]);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    expect(outcome.stdout).toMatch(
      /^tiny: \d+ MB, and \d+ KB of weights mapped from the file; \S+ GB are free\n/,
    );
    expect(outcome.stdout).toMatch(/^CPU +KV cells +\S+ [KM]B$/m);
  });

  it("prints with --json what the server answers", async () => {
    const settings = { env: { SHIMMY_MODEL_PATHS: models.path, SHIMMY_SLOTS: "3" } };
    const outcome = await runCommand(["estimate", "tiny", "--json"], settings);
    expect(outcome).toMatchObject({ code: 0, stderr: "" });
    const server = await startServer([], settings);
    const response = await fetch(`${server.url}/api/models/tiny/estimate`, { method: "POST" });
    const { available_bytes: _now, ...answer } = JSON.parse(await response.text());
    const { available_bytes: _then, ...printed } = JSON.parse(outcome.stdout);
    expect(printed).toEqual(answer);
  });

  it("takes a file, and ends with 1 for one that is damaged and 2 for a flag that is wrong", async () => {
    const file = path.join(models.path, "tiny.gguf");
    expect((await runCommand(["estimate", file, "--ctx", "128"])).stdout).toContain("context 128, 8 slots");
    const missing = await runCommand(["estimate", "./none.gguf"]);
    expect(missing).toMatchObject({ code: 1, stdout: "" });
    const wrong = await runCommand(["estimate", file, "--cache-type-k", "q9"]);
    expect(wrong).toMatchObject({ code: 2, stdout: "" });
    expect(wrong.stderr).toContain("--cache-type-k must be one of");
  });
});
