import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { type JsonObject, numberAt, post, postJson } from "../helpers/http-client.ts";
import { parseExposition } from "../helpers/prometheus-text.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { askOverSocket } from "../helpers/socket-client.ts";

const request = { model: "tiny", prompt: "once upon a", raw: true, max_tokens: 24, temperature: 0 };
let drafting: RealServer;
let plain: RealServer;
beforeAll(async () => {
  const modelPath = inject("tinyModelPath");
  [drafting, plain] = await Promise.all([
    startRealServer({ modelPath, config: { slots: 2, draft: { path: modelPath, minProbability: 0 } } }),
    startRealServer({ modelPath, config: { slots: 2, speculates: false } }),
  ]);
});
afterAll(() => Promise.all([drafting.close(), plain.close()]));

const proposedIn = (answer: JsonObject): number => numberAt(answer, "timings", "draft_tokens");
const acceptedIn = (answer: JsonObject): number => numberAt(answer, "timings", "draft_accepted_tokens");

describe("proposed tokens", () => {
  test("stand in the timings of every generating route, and change no text", async () => {
    const drafted = await postJson(`${drafting.url}/api/generate`, request);
    expect(proposedIn(drafted)).toBeGreaterThan(0);
    expect(acceptedIn(drafted)).toBeLessThanOrEqual(proposedIn(drafted));
    const without = await postJson(`${plain.url}/api/generate`, request);
    expect(without.response).toBe(drafted.response);
    expect([proposedIn(without), acceptedIn(without)]).toEqual([0, 0]);
    const completion = await postJson(`${drafting.url}/v1/completions`, request);
    expect(acceptedIn(completion)).toBeLessThanOrEqual(proposedIn(completion));
    const { last } = await askOverSocket(`${drafting.webSocketUrl}/ws/generate`, request);
    expect(acceptedIn(last)).toBeLessThanOrEqual(proposedIn(last));
  });

  test("are counted by model", async () => {
    await postJson(`${drafting.url}/api/generate`, request);
    const scrape = async (server: RealServer) =>
      parseExposition(await (await fetch(`${server.url}/metrics`)).text());
    const metrics = await scrape(drafting);
    const model = { model: "tiny" };
    const proposed = metrics.value("shimmy_draft_tokens_total", model) ?? 0;
    const accepted = metrics.value("shimmy_draft_accepted_tokens_total", model) ?? 0;
    expect(proposed).toBeGreaterThan(0);
    expect(accepted).toBeLessThanOrEqual(proposed);
    await postJson(`${plain.url}/api/generate`, request);
    expect((await scrape(plain)).value("shimmy_draft_tokens_total", model)).toBe(0);
  });

  test("and the draft model are counted in an estimate, unless they are left out", async () => {
    const address = `${drafting.url}/api/models/tiny/estimate`;
    const whole = await postJson(address);
    const without = await postJson(address, { speculation: false });
    expect(numberAt(whole, "draft_bytes")).toBeGreaterThan(0);
    expect(without.draft_bytes).toBe(0);
    expect(numberAt(whole, "total_bytes")).toBeGreaterThan(numberAt(without, "total_bytes"));
    const wrong = await post(address, { speculation: "no" });
    expect(wrong).toMatchObject({ status: 400, text: expect.stringContaining("speculation") });
  });
});
