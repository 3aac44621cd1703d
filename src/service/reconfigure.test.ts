import { afterEach, expect, inject, it } from "vitest";
import { eventually } from "../../test/helpers/eventually.ts";
import { type RealServer, type RealServerOptions, startRealServer } from "../../test/helpers/real-server.ts";
import type { ConfiguredModels } from "../core/configured-models.ts";

let server: RealServer | undefined;

afterEach(async () => {
  await server?.close();
  server = undefined;
});

async function start(
  models: ConfiguredModels,
  config: RealServerOptions["config"] = {},
): Promise<RealServer> {
  server = await startRealServer({
    models: { tiny: inject("tinyModelPath") },
    config: { ...config, models },
  });
  return server;
}

async function post(route: string, body: object, method = "POST"): Promise<Response> {
  return await fetch(`${server?.url}${route}`, {
    method,
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  });
}

const ENDLESS = { prompt: "a", stream: false, ignore_eos: true, temperature: 0 };
const section = (changes: object): ConfiguredModels => ({
  sections: [{ name: "tiny", place: "f:1:1", load: {}, ...changes }],
  aliases: [],
});

it("takes defaults of requests from the model's section, an alias's before them, a request's before both", async () => {
  await start({
    ...section({ options: { maxTokens: 3 } }),
    aliases: [
      { name: "plain", place: "f:2:1", model: "tiny" },
      { name: "short", place: "f:3:1", model: "tiny", options: { maxTokens: 2 } },
    ],
  });
  const counts = [];
  for (const fields of [
    { model: "tiny" },
    { model: "plain" },
    { model: "short" },
    { model: "short", max_tokens: 4 },
  ]) {
    const answer = await post("/api/generate", { ...ENDLESS, ...fields });
    counts.push(JSON.parse(await answer.text()).eval_count);
  }
  expect(counts).toEqual([3, 3, 2, 4]);
});

it("loads a model as its section has it, and an alias is deleted in the file alone", async () => {
  const { service } = await start({
    ...section({ load: { slots: 3, contextLength: 64 } }),
    aliases: [{ name: "small", place: "f:2:1", model: "tiny" }],
  });
  const { info } = await service.load("small");
  expect(info).toMatchObject({ slots: 3, contextLength: 64 });
  const deleted = await post("/api/delete", { model: "small" }, "DELETE");
  const made = await post("/api/copy", { source: "tiny", destination: "small" });
  expect([deleted.status, made.status]).toEqual([409, 409]);
  expect(await deleted.text()).toContain("alias of the configuration file");
});

it("keeps a pinned model whatever a request says, and lets another go after its section's time", async () => {
  const { service } = await start(section({ pin: true }));
  await post("/api/generate", { ...ENDLESS, model: "tiny", max_tokens: 1, keep_alive: 0 });
  expect(service.status("tiny")).toMatchObject({
    activity: { state: "ready" },
    remainingMs: Number.POSITIVE_INFINITY,
  });
  await service.reconfigure({ ...service.config, models: section({ keepAliveMs: 0 }) });
  await post("/api/generate", { ...ENDLESS, model: "tiny", max_tokens: 1 });
  await eventually(
    () => service.status("tiny").activity.state,
    (state) => state === "stopped",
  );
});

it("unloads an idle model that would be loaded otherwise now, and leaves one that would not", async () => {
  const { service, logs } = await start(section({}));
  const before = await service.load("tiny");
  await service.reconfigure({ ...service.config, models: section({ system: "Hi" }) });
  expect(service.status("tiny").activity.pid).toBe(before.activity.pid);
  await service.reconfigure({ ...service.config, slots: 2 });
  expect(logs.map(({ msg }) => msg)).toContain(
    "settings of a loaded model changed: unloading it when nobody uses it",
  );
  const after = await service.load("tiny");
  expect(after.activity.pid).not.toBe(before.activity.pid);
  expect(after.info?.slots).toBe(2);
});

it("takes a busy model's defaults at once, and what it is loaded with when it is done", async () => {
  const { service, logs } = await start(section({ options: { maxTokens: 2 } }));
  const running = post("/api/generate", { ...ENDLESS, model: "tiny", max_tokens: 400 });
  const busy = await eventually(
    () => service.status("tiny"),
    ({ activity }) => activity.running > 0,
  );
  const changed = "settings of a loaded model changed: unloading it when nobody uses it";
  await service.reconfigure({ ...service.config, models: section({ options: { maxTokens: 3 } }) });
  const answer = await post("/api/generate", { ...ENDLESS, model: "tiny" });
  expect(JSON.parse(await answer.text()).eval_count).toBe(3);
  expect(service.status("tiny").activity.pid).toBe(busy.activity.pid);
  expect(logs.map(({ msg }) => msg)).not.toContain(changed);
  await service.reconfigure({ ...service.config, models: section({ load: { slots: 3 } }) });
  expect(logs.map(({ msg }) => msg)).toContain(changed);
  expect((await running).status).toBe(200);
  const after = await service.load("tiny");
  expect(after.activity.pid).not.toBe(busy.activity.pid);
  expect(after.info?.slots).toBe(3);
});

it("holds loaded models to a changed keep-alive", async () => {
  const { service } = await start(section({}));
  await service.load("tiny");
  expect(service.status("tiny").remainingMs).toBeGreaterThan(1);
  await service.reconfigure({ ...service.config, keepAliveMs: 1 });
  const state = await eventually(
    () => service.status("tiny").activity.state,
    (now) => now === "stopped",
  );
  expect(state).toBe("stopped");
});

it("lets go of a model whose folder is searched no more", async () => {
  const { service } = await start(section({}));
  const { activity } = await service.load("tiny");
  await service.reconfigure({ ...service.config, modelDirs: [] });
  expect(service.listModels()).toEqual([]);
  await eventually(
    () => isAlive(activity.pid),
    (alive) => !alive,
  );
});

it("takes other hosts and origins at once", async () => {
  const { service, url } = await start(section({}));
  const asked = async () => {
    const { status, headers } = await fetch(`${url}/v1/models`, { headers: { origin: "https://a.example" } });
    return [status, headers.get("access-control-allow-origin")];
  };
  expect(await asked()).toEqual([200, null]);
  await service.reconfigure({ ...service.config, corsOrigins: ["https://a.example"] });
  expect(await asked()).toEqual([200, "https://a.example"]);
});

function isAlive(pid: number | undefined): boolean {
  try {
    return pid !== undefined && process.kill(pid, 0);
  } catch {
    return false;
  }
}
