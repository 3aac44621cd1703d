import { describe, expect, it } from "vitest";
import { eventually } from "../../../test/helpers/eventually.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { PullProgress } from "../../service/shimmy-service.ts";

const url = "/api/pull";
const SHA = "ab".repeat(32);
const STEPS: readonly PullProgress[] = [
  { type: "listing" },
  { type: "file", sha256: SHA, label: "a", totalBytes: 10, completedBytes: 4 },
  { type: "verifying" },
  { type: "entering" },
  { type: "done", name: "a" },
];

async function appWith(steps: readonly PullProgress[], error?: ShimmyError) {
  const scripted = await createScriptedApp();
  scripted.service.script = {
    async *pull() {
      yield* steps;
      if (error !== undefined) throw error;
    },
  };
  return scripted;
}

const linesOf = (body: string) =>
  body
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));

describe("POST /api/pull", () => {
  it.each(["model", "name"])("tells every step in Ollama's words, by the field %s", async (field) => {
    const { app, service } = await appWith(STEPS);
    const response = await app.inject({
      method: "POST",
      url,
      payload: { [field]: "llama3:8b", insecure: false },
    });
    expect(response.headers["content-type"]).toBe("application/x-ndjson");
    expect(linesOf(response.body)).toEqual([
      { status: "pulling manifest" },
      { status: "pulling abababababab", digest: `sha256:${SHA}`, total: 10, completed: 4 },
      { status: "verifying sha256 digest" },
      { status: "writing manifest" },
      { status: "success" },
    ]);
    expect(service.pulls).toEqual(["llama3:8b"]);
  });

  it("answers with the last step alone when stream is false", async () => {
    const { app } = await appWith(STEPS);
    const response = await app.inject({ method: "POST", url, payload: { model: "a", stream: false } });
    expect(response.json()).toEqual({ status: "success" });
  });

  it("tells a failure by its status, or in the last line of a stream", async () => {
    const error = new ShimmyError("insufficient_disk", "The disk is full.");
    const { app } = await appWith(STEPS.slice(0, 1), error);
    const whole = await app.inject({ method: "POST", url, payload: { model: "a", stream: false } });
    expect([whole.statusCode, whole.json()]).toEqual([507, { error: "The disk is full." }]);
    const streamed = await app.inject({ method: "POST", url, payload: { model: "a" } });
    expect(linesOf(streamed.body)).toEqual([{ status: "pulling manifest" }, { error: "The disk is full." }]);
  });

  it("refuses a request without a name", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ method: "POST", url, payload: {} });
    expect([response.statusCode, response.json()]).toEqual([
      400,
      { error: "model is missing; name the model." },
    ]);
  });

  it.each([true, false])("leaves the pull when its client has left, with stream %s", async (stream) => {
    const scripted = await createScriptedApp();
    let seen: AbortSignal | undefined;
    scripted.service.script = {
      async *pull({ signal }) {
        yield { type: "listing" };
        seen = signal;
        await new Promise((resolve) => signal.addEventListener("abort", resolve));
        throw signal.reason;
      },
    };
    const client = new AbortController();
    const address = await scripted.listen();
    const asked = fetch(`${address}${url}`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ model: "a", stream }),
      signal: client.signal,
    }).then((response) => response.text());
    await eventually(
      () => seen !== undefined,
      (hasBegun) => hasBegun,
    );
    client.abort();
    await expect(asked).rejects.toThrow();
    await eventually(
      () => seen?.aborted,
      (isAborted) => isAborted === true,
    );
  });
});
