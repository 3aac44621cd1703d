import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { eventually } from "../helpers/eventually.ts";
import { post, postJson } from "../helpers/http-client.ts";
import { type Exposition, parseExposition } from "../helpers/prometheus-text.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { askOverSocket, openSocket } from "../helpers/socket-client.ts";

const TOKENS = 7;
/** Begin token, space, and a token for each of three letters. */
const PROMPT_TOKENS = 5;
const request = { model: "tiny", prompt: "one", raw: true, max_tokens: TOKENS };
let server: RealServer;

beforeAll(async () => {
  server = await startRealServer({ modelPath: inject("tinyModelPath") });
  await postJson(`${server.url}/api/generate`, request);
  await post(`${server.url}/api/generate`, { ...request, stream: true });
  await postJson(`${server.url}/v1/completions`, request);
  await askOverSocket(`${server.webSocketUrl}/ws/generate`, request);
  await post(`${server.url}/v1/completions`, { ...request, model: "none" });
  await post(`${server.url}/nowhere/at/all`, {});
  await post(`${server.url}/nowhere/else`, {});
});
afterAll(() => server.close());

async function scrape(): Promise<Exposition> {
  const response = await fetch(`${server.url}/metrics`);
  expect(response.headers.get("content-type")).toMatch(/^text\/plain; version=/);
  return parseExposition(await response.text());
}

describe("GET /metrics", () => {
  test("is Prometheus' text format, and every histogram adds up", async () => {
    const { types, samples } = await scrape();
    const histograms = [...types].filter(([, type]) => type === "histogram").map(([name]) => name);
    expect(histograms).toEqual(
      expect.arrayContaining([
        "shimmy_time_to_first_token_seconds",
        "shimmy_inter_token_latency_seconds",
        "shimmy_queue_time_seconds",
        "shimmy_http_request_duration_seconds",
        "shimmy_generation_duration_seconds",
      ]),
    );
    for (const name of histograms) {
      for (const { labels, value } of samples.filter((sample) => sample.name === `${name}_count`)) {
        const buckets = samples
          .filter((sample) => sample.name === `${name}_bucket`)
          .filter((sample) => Object.entries(labels).every(([key, label]) => sample.labels[key] === label));
        const counts = buckets.map((bucket) => bucket.value);
        expect(counts, name).toEqual([...counts].sort((a, b) => a - b));
        expect(buckets.at(-1), name).toMatchObject({ labels: { le: "+Inf" }, value });
      }
    }
  });

  test("counts generations and tokens truly", async () => {
    const metrics = await scrape();
    const model = { model: "tiny" };
    expect(metrics.value("shimmy_generations_total", { ...model, outcome: "length" })).toBe(4);
    expect(metrics.value("shimmy_prompt_tokens_total", model)).toBe(4 * PROMPT_TOKENS);
    expect(metrics.value("shimmy_completion_tokens_total", model)).toBe(4 * TOKENS);
    expect(metrics.value("shimmy_time_to_first_token_seconds_count", model)).toBe(4);
    expect(metrics.value("shimmy_queue_time_seconds_count", model)).toBe(4);
    expect(metrics.value("shimmy_generation_duration_seconds_count", model)).toBe(4);
    expect(metrics.value("shimmy_generation_duration_seconds_sum", model)).toBeGreaterThan(0);
  });

  test("counts requests by route and status, unknown addresses as one", async () => {
    const posts = { method: "POST" };
    const metrics = await eventually(scrape, (now) => {
      // A request is counted when its socket is done, a moment after the client has the answer.
      return now.value("shimmy_http_requests_total", { ...posts, route: "none", status: "404" }) === 2;
    });
    const count = (route: string, status: string) =>
      metrics.value("shimmy_http_requests_total", { ...posts, route, status });
    expect(count("/api/generate", "200")).toBe(2);
    expect(count("/v1/completions", "200")).toBe(1);
    expect(count("/v1/completions", "404")).toBe(1);
    expect(metrics.samples.filter(({ labels }) => labels.route?.includes("nowhere"))).toEqual([]);
  });

  test("shows what is open, loaded and running now", async () => {
    const before = await eventually(scrape, (now) => now.value("shimmy_websockets_open") === 0);
    expect(before.value("shimmy_models_loaded")).toBe(1);
    expect(before.value("shimmy_requests_running", { model: "tiny" })).toBe(0);
    const socket = await openSocket(`${server.webSocketUrl}/ws/generate`);
    await eventually(scrape, (now) => now.value("shimmy_websockets_open") === 1);
    socket.close();
    await eventually(scrape, (now) => now.value("shimmy_websockets_open") === 0);
    await postJson(`${server.url}/api/models/tiny/unload`);
    const after = await scrape();
    expect(after.value("shimmy_models_loaded")).toBe(0);
    expect(after.value("shimmy_requests_running", { model: "tiny" })).toBeUndefined();
  });
});
