import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { hasGpuBuild } from "../../src/engine/library-files.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { writeTinyMoe } from "../helpers/tiny-moe.ts";

const folder = mkdtempSync(path.join(os.tmpdir(), "shimmy-estimate-"));
let server: RealServer;
beforeAll(async () => {
  const moe = path.join(folder, "moe.gguf");
  await writeTinyMoe(moe);
  server = await startRealServer({ models: { tiny: inject("tinyModelPath"), moe } });
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function ask(
  model: string,
  body?: unknown,
): Promise<{ status: number; json: Record<string, unknown> }> {
  const response = await fetch(`${server.url}/api/models/${model}/estimate`, {
    method: "POST",
    ...(body !== undefined && {
      body: JSON.stringify(body),
      headers: { "content-type": "application/json" },
    }),
  });
  return { status: response.status, json: JSON.parse(await response.text()) };
}

describe("POST /api/models/:name/estimate", () => {
  test("answers with the server's settings when nothing is asked for, and loads nothing", async () => {
    const { status, json } = await ask("tiny");
    expect(status).toBe(200);
    expect(json).toMatchObject({
      model: "tiny",
      context_length: 512,
      kv_cells: 4096,
      slots: 8,
      cache_type_k: "f16",
      gpu_layers: 0,
      fits: true,
      notes: [],
      devices: [{ name: "CPU", kv_bytes: (4096 + 256) * 2 * 2 * 32 * 2, weights_bytes: 0 }],
    });
    expect(server.service.status("tiny").activity.state).toBe("stopped");
  });

  test("answers for other choices", async () => {
    const { json: small } = await ask("moe", { ctx: 256, slots: 1 });
    const { json: large } = await ask("moe", { ctx: 512, slots: 4, cache_type_k: null });
    const { json: quantized } = await ask("moe", {
      ctx: 512,
      slots: 4,
      cache_type_k: "q8_0",
      cache_type_v: "q4_0",
    });
    const total = ({ total_bytes }: Record<string, unknown>) => Number(total_bytes);
    expect(total(large)).toBeGreaterThan(total(small));
    expect(total(quantized)).toBeLessThan(total(large));
    expect(quantized).toMatchObject({ cache_type_k: "q8_0", cache_type_v: "q4_0", context_length: 512 });
  });

  test("tells the parts by device where layers go onto a GPU", async () => {
    const { json } = await ask("moe", { gpu_layers: 2 });
    expect(json).toMatchObject({ gpu_layers: 2, devices: [{ name: "CPU" }, { name: "GPU0" }] });
    expect(json.notes).toEqual(hasGpuBuild() ? [] : [expect.stringContaining("No build for GPUs")]);
    const all = await ask("moe", { gpu_layers: "all" });
    expect(all.json).toMatchObject({ gpu_layers: 4 });
  });

  test("stretches the context as a load would, and tells of a cut", async () => {
    expect((await ask("tiny", { ctx: 2048 })).json).toMatchObject({
      context_length: 512,
      notes: [expect.stringContaining("2048 is cut to 512")],
    });
    expect((await ask("tiny", { ctx: 2048, rope_scaling: "yarn" })).json).toMatchObject({
      context_length: 2048,
      notes: [],
    });
  });

  test("tells what would not fit", async () => {
    const { json } = await ask("moe", {
      ctx: 1_048_576,
      rope_scaling: "yarn",
      slots: 1,
      cache_type_k: "f32",
    });
    const fits = Number(json.total_bytes) <= Number(json.available_bytes);
    expect(json).toMatchObject({ fits, context_length: 1_048_576 });
  });

  test.each([
    [{ ctx: 1 }, "ctx"],
    [{ slots: 0 }, "slots"],
    [{ cache_type_k: "q9" }, "cache_type_k"],
    [{ gpu_layers: -1 }, "gpu_layers"],
    [{ flash_attn: "maybe" }, "flash_attn"],
    [{ ubatch_size: 1.5 }, "ubatch_size"],
  ])("refuses %j, naming the field", async (body, field) => {
    const { status, json } = await ask("tiny", body);
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain(field);
  });

  test("refuses cache types that the model's heads cannot hold, saying which can", async () => {
    const { status, json } = await ask("tiny", { cache_type_k: "q8_0" });
    expect(status).toBe(400);
    expect(JSON.stringify(json)).toContain("use f16, bf16 or f32");
  });

  test("knows no other model", async () => {
    expect((await ask("other")).status).toBe(404);
  });
});
