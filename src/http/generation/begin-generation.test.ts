import { expect, test } from "vitest";
import { createScriptedService } from "../../../test/helpers/scripted-service.ts";
import { ShimmyError } from "../../core/errors.ts";
import { createMetrics } from "../../observability/metrics.ts";
import { beginGeneration } from "./begin-generation.ts";

const ask = {
  model: "tiny",
  input: { kind: "prompt", text: "x" },
  options: {},
  requestId: "r",
  signal: new AbortController().signal,
} as const;

/** A service whose slots are all taken. */
function full() {
  const service = createScriptedService();
  service.script = {
    accept: async () => {
      throw new ShimmyError("queue_full", "All slots are taken.");
    },
  };
  return service;
}

test("counts a request that found no slot, under its model", async () => {
  const metrics = createMetrics();
  await expect(beginGeneration({ service: full(), metrics }, ask)).rejects.toMatchObject({
    code: "queue_full",
  });
  expect(await metrics.render()).toContain('shimmy_generations_total{model="tiny",outcome="queue_full"} 1');
});

test("tells why a request failed even when its model is gone by then", async () => {
  const metrics = createMetrics();
  const service = full();
  const gone = {
    ...service,
    resolveModel: (): never => {
      throw new ShimmyError("model_not_found", "It was deleted.");
    },
  };
  await expect(beginGeneration({ service: gone, metrics }, ask)).rejects.toMatchObject({
    code: "queue_full",
  });
  expect(await metrics.render()).not.toContain("shimmy_generations_total{");
});

test("makes no label of a name that no model has", async () => {
  const metrics = createMetrics();
  const service = createScriptedService();
  const answer = beginGeneration({ service, metrics }, { ...ask, model: "none" });
  await expect(answer).rejects.toMatchObject({ code: "model_not_found" });
  expect(await metrics.render()).not.toContain("shimmy_generations_total{");
});
