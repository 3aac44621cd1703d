import { copyFileSync, mkdirSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { asObject, getJson, numberAt, post, postJson } from "../helpers/http-client.ts";
import { processLives } from "../helpers/process-lives.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";

const folder = mkdtempSync(join(tmpdir(), "shimmy-builtin-"));
const builtinPath = join(folder, "shimmy-tiny", "shimmy-tiny.gguf");
const userFolder = join(folder, "users");
const ask = { prompt: "hello", max_tokens: 2, stream: false };
let server: RealServer;

beforeAll(async () => {
  for (const path of [join(folder, "shimmy-tiny"), userFolder]) mkdirSync(path);
  copyFileSync(inject("tinyModelPath"), builtinPath);
  server = await startRealServer({
    builtinPath,
    config: { modelDirs: [{ path: userFolder, explicit: true }] },
  });
});

afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true, force: true });
});

const sourceOf = async (name: string) => {
  const { models } = await getJson(`${server.url}/api/models`);
  return Array.isArray(models) ? models.find((model) => asObject(JSON.stringify(model)).name === name) : {};
};

describe("the built-in model on its own", () => {
  test("is listed as such on every route", async () => {
    expect(await sourceOf("shimmy-tiny")).toMatchObject({ source: "builtin", loaded: false });
    expect(await getJson(`${server.url}/v1/models`)).toMatchObject({ data: [{ id: "shimmy-tiny" }] });
    expect(await getJson(`${server.url}/health`)).toMatchObject({
      models: { total: 1, discovered: 0, registered: 0, builtin: 1 },
    });
    expect(await postJson(`${server.url}/api/models/discover`)).toMatchObject({
      found: 1,
      added: [],
      removed: [],
      problems: [],
    });
  });

  test("answers where no model is named, and is loaded and unloaded like any other", async () => {
    expect(await postJson(`${server.url}/api/generate`, ask)).toMatchObject({ model: "shimmy-tiny" });
    const model = `${server.url}/api/models/shimmy-tiny`;
    const pid = numberAt(await getJson(`${model}/status`), "pid");
    expect(processLives(pid)).toBe(true);
    expect(await postJson(`${model}/unload`)).toMatchObject({ state: "stopped", pid: null });
    expect(processLives(pid)).toBe(false);
    expect(await postJson(`${model}/load`)).toMatchObject({ state: "ready" });
  });

  test("never answers for another name", async () => {
    const { status, text } = await post(`${server.url}/api/generate`, { ...ask, model: "gpt-4o" });
    expect(status).toBe(404);
    expect(text).toContain("only the built-in");
    expect(text).not.toContain(folder);
  });
});

describe("beside a user's model", () => {
  beforeEach(() => rmSync(join(userFolder, "own.gguf"), { force: true }));

  test("it is the default no longer, until that model is gone", async () => {
    const discover = () => postJson(`${server.url}/api/models/discover`);
    copyFileSync(inject("tinyModelPath"), join(userFolder, "own.gguf"));
    expect(await discover()).toMatchObject({ found: 2, added: ["own"], removed: [] });
    expect(await postJson(`${server.url}/api/generate`, ask)).toMatchObject({ model: "own" });
    rmSync(join(userFolder, "own.gguf"));
    expect(await discover()).toMatchObject({ found: 1, removed: ["own"] });
    expect(await postJson(`${server.url}/api/generate`, ask)).toMatchObject({ model: "shimmy-tiny" });
  });

  test("of the same name, that one has the name and answers for it", async () => {
    await postJson(`${server.url}/api/models/shimmy-tiny/load`);
    copyFileSync(inject("crashingModelPath"), join(userFolder, "shimmy-tiny.gguf"));
    expect(await postJson(`${server.url}/api/models/discover`)).toMatchObject({
      added: ["shimmy-tiny@builtin"],
      removed: [],
    });
    expect(await sourceOf("shimmy-tiny")).toMatchObject({ source: "discovered" });
    // what was loaded under that name was the other model
    const status = () => getJson(`${server.url}/api/models/shimmy-tiny/status`);
    await eventually(status, ({ loaded }) => loaded === false);
    const named = { ...ask, model: "shimmy-tiny@builtin" };
    expect(await postJson(`${server.url}/api/generate`, named)).toMatchObject({
      model: "shimmy-tiny@builtin",
    });
    rmSync(join(userFolder, "shimmy-tiny.gguf"));
    expect(await postJson(`${server.url}/api/models/discover`)).toMatchObject({ found: 1 });
    expect(await sourceOf("shimmy-tiny")).toMatchObject({ source: "builtin" });
  });
});

describe("a built-in model whose file is gone", () => {
  test("is told by name and reason alone, and the server goes on", async () => {
    const alone = await startRealServer({ builtinPath: join(folder, "absent", "shimmy-tiny.gguf") });
    try {
      expect(alone.logs.map(({ msg }) => msg)).toContainEqual(
        expect.stringContaining("The file of the built-in model is missing."),
      );
      const { problems, found } = await postJson(`${alone.url}/api/models/discover`);
      expect(found).toBe(0);
      expect(problems).toEqual([
        { file: "shimmy-tiny.gguf", reason: expect.stringContaining("--no-builtin") },
      ]);
    } finally {
      await alone.close();
    }
  });
});
