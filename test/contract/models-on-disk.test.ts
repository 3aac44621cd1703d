import { mkdtempSync, rmSync } from "node:fs";
import { copyFile, mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { getJson, numberAt, openStream, postJson, textAt } from "../helpers/http-client.ts";
import { writeOllamaModel } from "../helpers/model-stores.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { writeTinyModel } from "../helpers/tiny-model.ts";

const LONG_CONTEXT = 65_536;
const folder = mkdtempSync(join(tmpdir(), "shimmy-disk-"));
const models = join(folder, "models");
const store = join(folder, "ollama");
const path = join(models, "m.gguf");
let server: RealServer;

beforeAll(async () => {
  await mkdir(models);
  await writeTinyModel(path, { contextLength: LONG_CONTEXT });
  await writeOllamaModel(
    store,
    "registry.ollama.ai/library/mario/1b",
    await readFile(inject("tinyModelPath")),
    {
      template: "{{ .System }}{{ .Prompt }}",
      system: "Be Mario.",
      params: { temperature: 0, stop: ["~"] },
      license: "MIT",
    },
  );
  const modelDirs = [models, store].map((each) => ({ path: each, explicit: true }));
  server = await startRealServer({
    watch: true,
    config: { modelDirs, maxContextLength: LONG_CONTEXT, slots: 2 },
  });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const names = async () => {
  const listed = await getJson(`${server.url}/api/models`);
  return (listed.models as { name: string }[]).map(({ name }) => name);
};
const greedy = { model: "m", prompt: "once upon", temperature: 0, max_tokens: 12 };
const statusOf = (name: string) => getJson(`${server.url}/api/models/${name}/status`);

describe("a server whose folders change", () => {
  test("lists a new file by itself, tells why another cannot be used, and drops what is removed", async () => {
    expect(await names()).toEqual(["m", "mario:1b"]);
    await copyFile(inject("tinyModelPath"), join(folder, "new.gguf"));
    await rename(join(folder, "new.gguf"), join(models, "new.gguf"));
    await writeFile(join(models, "damaged.gguf"), "no model");
    await eventually(names, (now) => now.includes("new"));
    const discovery = await eventually(
      async () => (await getJson(`${server.url}/diag`)).discovery,
      (report) => JSON.stringify(report).includes("damaged.gguf"),
    );
    expect(discovery).toMatchObject({
      folders: [
        { path: models, exists: true, models: 2, reason: null },
        { path: store, exists: true, models: 1, reason: null },
      ],
      problems: [
        { path: join(models, "damaged.gguf"), reason: expect.stringContaining("not a usable GGUF") },
      ],
    });
    await rm(join(models, "damaged.gguf"));
    await rm(join(models, "new.gguf"));
    expect(await eventually(names, (now) => !now.includes("new"))).toEqual(["m", "mario:1b"]);
  });

  test("a file that is replaced while its model runs disturbs no stream, and the next load takes the new one", async () => {
    const before = textAt(
      await postJson(`${server.url}/api/generate`, { ...greedy, stream: false }),
      "response",
    );
    const pid = numberAt(await statusOf("m"), "pid");
    const stream = await openStream(`${server.url}/api/generate`, {
      ...greedy,
      max_tokens: 400,
      stream: true,
    });
    await stream.begun();
    await writeTinyModel(join(folder, "other.gguf"), { seed: 2, name: "other", contextLength: LONG_CONTEXT });
    await rename(join(folder, "other.gguf"), path);
    await postJson(`${server.url}/api/models/discover`);
    expect((await statusOf("m")).pid).toBe(pid);
    const text = await stream.rest();
    expect(text).toContain('"done":true');
    expect(text).not.toContain("error");
    await eventually(
      () => statusOf("m"),
      ({ state }) => state === "stopped",
    );
    const after = textAt(
      await postJson(`${server.url}/api/generate`, { ...greedy, stream: false }),
      "response",
    );
    expect(after).not.toBe(before);
    expect((await statusOf("m")).pid).not.toBe(pid);
  });

  test("a file that is removed while its model runs disturbs no stream either, and its name is gone", async () => {
    const stream = await openStream(`${server.url}/api/generate`, {
      ...greedy,
      max_tokens: 400,
      stream: true,
    });
    await stream.begun();
    await rm(path);
    await postJson(`${server.url}/api/models/discover`);
    expect(await postJson(`${server.url}/api/generate`, greedy)).toMatchObject({
      error: expect.stringContaining('There is no model "m"'),
    });
    const text = await stream.rest();
    expect(text).toContain('"done":true');
    expect(text).not.toContain("error");
  });
});

test("a model of Ollama's store answers by its short name, with its instruction and parameters", async () => {
  const ask = (messages: readonly object[]) =>
    postJson(`${server.url}/v1/chat/completions`, { model: "mario", messages, max_tokens: 12 });
  const user = { role: "user", content: "who" };
  const answers = [await ask([user]), await ask([user])];
  expect(answers[0]).toMatchObject({ model: "mario:1b" });
  // greedy, so the same twice
  const texts = answers.map((answer) => textAt(answer, "choices", 0, "message", "content"));
  expect(texts[0]).toBe(texts[1]);
  const own = await ask([{ role: "system", content: "x" }, user]);
  const promptTokens = (answer: unknown) => numberAt(answer, "usage", "prompt_tokens");
  expect(promptTokens(answers[0])).toBeGreaterThan(promptTokens(own));
  expect(await postJson(`${server.url}/api/show`, { model: "mario" })).toMatchObject({
    system: "Be Mario.",
    license: "MIT",
    parameters: expect.stringMatching(/temperature +0/),
  });
});
