import { describe, expect, it } from "vitest";
import { createMetrics } from "./metrics.ts";

describe("createMetrics", () => {
  it("counts requests by method, route and status", async () => {
    const metrics = createMetrics();
    metrics.httpRequest({ method: "GET", route: "/health", status: 200, durationMs: 2 });
    metrics.httpRequest({ method: "GET", route: "/health", status: 200, durationMs: 4 });
    const text = await metrics.render();
    expect(text).toContain('shimmy_http_requests_total{method="GET",route="/health",status="200"} 2');
    expect(text).toContain('shimmy_http_request_duration_seconds_sum{route="/health"} 0.006');
  });

  it("records tokens, queue time and latencies by model, in seconds", async () => {
    const metrics = createMetrics();
    const recorder = metrics.generation("tiny");
    recorder.firstToken(20);
    recorder.nextToken(5);
    recorder.ended({
      outcome: "stop",
      promptTokens: 7,
      cachedTokens: 3,
      completionTokens: 11,
      draftTokens: 6,
      draftAcceptedTokens: 5,
      queueMs: 50,
      durationMs: 100,
    });
    const text = await metrics.render();
    expect(text).toContain('shimmy_prompt_tokens_total{model="tiny"} 7');
    expect(text).toContain('shimmy_cached_tokens_total{model="tiny"} 3');
    expect(text).toContain('shimmy_completion_tokens_total{model="tiny"} 11');
    expect(text).toContain('shimmy_draft_tokens_total{model="tiny"} 6');
    expect(text).toContain('shimmy_draft_accepted_tokens_total{model="tiny"} 5');
    expect(text).toContain('shimmy_generations_total{model="tiny",outcome="stop"} 1');
    expect(text).toContain('shimmy_time_to_first_token_seconds_sum{model="tiny"} 0.02');
    expect(text).toContain('shimmy_inter_token_latency_seconds_sum{model="tiny"} 0.005');
    expect(text).toContain('shimmy_queue_time_seconds_sum{model="tiny"} 0.05');
    expect(text).toContain('shimmy_generation_duration_seconds_sum{model="tiny"} 0.1');
  });

  it("leaves the queue histogram alone when the queue time is not known", async () => {
    const metrics = createMetrics();
    metrics.generation("tiny").ended({
      outcome: "cancelled",
      promptTokens: 1,
      cachedTokens: 0,
      completionTokens: 0,
      draftTokens: 0,
      draftAcceptedTokens: 0,
      queueMs: undefined,
      durationMs: 1,
    });
    const text = await metrics.render();
    expect(text).toContain('shimmy_generations_total{model="tiny",outcome="cancelled"} 1');
    expect(text).not.toContain('shimmy_queue_time_seconds_count{model="tiny"}');
  });

  it("reads the gauges of loaded models at each scrape and forgets unloaded ones", async () => {
    const metrics = createMetrics();
    expect(await metrics.render()).toContain("shimmy_models_loaded 0");
    const queue = { byPriority: { high: 1, normal: 4, low: 0 }, expectedWaitMs: 1500 };
    let loaded = [{ model: "tiny", running: 2, queued: 5, queue }];
    metrics.watchModels(() => loaded);
    const busy = await metrics.render();
    expect(busy).toContain("shimmy_models_loaded 1");
    expect(busy).toContain('shimmy_requests_running{model="tiny"} 2');
    expect(busy).toContain('shimmy_requests_queued{model="tiny"} 5');
    expect(busy).toContain('shimmy_requests_queued_by_priority{model="tiny",priority="high"} 1');
    expect(busy).toContain('shimmy_requests_queued_by_priority{model="tiny",priority="low"} 0');
    expect(busy).toContain('shimmy_queue_wait_expected_seconds{model="tiny"} 1.5');
    loaded = [];
    expect(await metrics.render()).not.toContain('shimmy_requests_running{model="tiny"}');
  });

  it("shows loads and evictions as they are told, however often it is asked", async () => {
    const metrics = createMetrics();
    const evicted = { idle: 0, room: 3, retired: 1 };
    const models = [{ model: "tiny", loaded: 2, failed: 1, loadMs: 1500, evicted }];
    metrics.watchLoads(() => ({ waiting: ["other"], models }));
    await metrics.render();
    const text = await metrics.render();
    expect(text).toContain('shimmy_model_loads_total{model="tiny",outcome="loaded"} 2');
    expect(text).toContain('shimmy_model_loads_total{model="tiny",outcome="failed"} 1');
    expect(text).toContain('shimmy_model_load_seconds_total{model="tiny"} 1.5');
    expect(text).toContain('shimmy_model_evictions_total{model="tiny",reason="room"} 3');
    expect(text).not.toContain('reason="idle"');
    expect(text).toContain("shimmy_model_loads_waiting 1");
  });

  it("shows open WebSockets and the process, each instance for itself", async () => {
    const metrics = createMetrics();
    metrics.webSocketOpened();
    metrics.webSocketOpened();
    metrics.webSocketClosed();
    const text = await metrics.render();
    expect(text).toContain("shimmy_websockets_open 1");
    expect(text).toContain("shimmy_process_resident_memory_bytes");
    expect(await createMetrics().render()).toContain("shimmy_websockets_open 0");
    expect(metrics.contentType).toMatch(/^text\/plain/u);
  });
});
