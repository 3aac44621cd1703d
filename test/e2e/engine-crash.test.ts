import { copyFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { startServer } from "../helpers/built-command.ts";
import {
  ENDLESS_ANSWER_TOKENS,
  LONG_ANSWER_TOKENS,
  type ModelFolder,
  writeModelFolder,
} from "./model-folder.ts";
import { beginCompletion, modelStatus, post } from "./server-client.ts";

let models: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
  copyFileSync(inject("crashingModelPath"), path.join(models.path, "crashing.gguf"));
});

afterAll(() => models.remove());

describe("an engine process that dies", () => {
  it("fails its stream with engine_crashed and no [DONE], and the next request works", async () => {
    const server = await startServer(["--model-dirs", models.path]);
    const stream = await beginCompletion(server.url, "long", ENDLESS_ANSWER_TOKENS);
    await stream.firstText;
    const { pid } = await modelStatus(server.url, "long");
    expect(server.livingProcesses()).toContain(pid);
    process.kill(Number(pid), "SIGKILL");
    expect(await stream.result).toMatchObject({
      errorCode: "engine_crashed",
      finishReason: undefined,
      doneCount: 0,
      lateFrames: 0,
    });

    const next = await beginCompletion(server.url, "long", 16);
    expect(await next.result).toMatchObject({ completionTokens: 16, doneCount: 1, errorCode: undefined });
    const status = await modelStatus(server.url, "long");
    expect(status).toMatchObject({ state: "ready", crashes: 1, running: 0, queued: 0 });
    expect(status.pid).not.toBe(pid);
    expect(server.livingProcesses()).toHaveLength(2);
  });

  it("takes no other model with it when the model's own vocabulary aborts it", async () => {
    const server = await startServer(["--model-dirs", models.path]);
    const other = await beginCompletion(server.url, "long", LONG_ANSWER_TOKENS);
    await other.firstText;
    const crashed = await post(`${server.url}/v1/completions`, { model: "crashing", prompt: "é 🐟 {" });
    const body = JSON.parse(await crashed.text());
    expect(crashed.status).toBeGreaterThanOrEqual(400);
    expect(body.error.message).not.toMatch(/\n|\/|node:/);
    expect(await other.result).toMatchObject({ completionTokens: LONG_ANSWER_TOKENS, doneCount: 1 });
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
});
