import { afterAll, beforeAll, expect, inject, test } from "vitest";
import { at, getJson, post, postJson } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";

let server: RealServer;

beforeAll(async () => {
  const tiny = inject("tinyModelPath");
  server = await startRealServer({ models: { tiny, "big-00001-of-00002": tiny } });
});
afterAll(() => server.close());

const messages = [{ role: "user", content: "Hello" }];
const REASON =
  'The model "big" is there, but cannot be used: The model is incomplete, missing big-00002-of-00002.gguf';

test.each([
  ["/v1/chat/completions", { messages }],
  ["/v1/embeddings", { input: "Hello" }],
  ["/v1/messages", { messages, max_tokens: 1 }],
  ["/api/chat", { messages }],
  ["/api/show", {}],
  ["/api/generate", { prompt: "Hello" }],
  ["/tokenize", { content: "Hello" }],
] as const)("%s says of an incomplete model what is missing, and no path", async (route, body) => {
  const { status, text } = await post(`${server.url}${route}`, { model: "big", ...body });
  expect(status).toBe(422);
  expect(text.replaceAll("\\", "")).toContain(REASON);
  // the name of a shard may be told, the folder it lies in may not
  expect(text).not.toMatch(/\/[^"]*big-0000/);
});

test("routes that name a model in their address do, too", async () => {
  const load = await post(`${server.url}/api/models/big/load`, {});
  expect(load.status).toBe(422);
  const status = await getJson(`${server.url}/api/models/big/status`);
  expect(at(status, "error", "code")).toBe("model_corrupt");
});

test("an alias takes no name of it, and no short name of another model", async () => {
  const copy = async (destination: string) =>
    await post(`${server.url}/api/copy`, { source: "tiny", destination });
  expect(await copy("big")).toMatchObject({
    status: 409,
    text: expect.stringContaining("Take another name"),
  });
  expect((await copy("mine")).status).toBe(200);
  const answer = await postJson(`${server.url}/api/generate`, {
    ...{ model: "mine", prompt: "a", stream: false, options: { num_predict: 2 } },
  });
  expect(answer).toMatchObject({ model: "mine", done: true });
});
