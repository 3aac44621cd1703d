import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LaunchedServer, startServer } from "../helpers/built-command.ts";
import {
  ENDLESS_ANSWER_TOKENS,
  LONG_ANSWER_TOKENS,
  type ModelFolder,
  writeModelFolder,
} from "./model-folder.ts";
import { type BegunStream, beginCompletion, post } from "./server-client.ts";

let models: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
});

afterAll(() => models.remove());

async function serverInTheMiddle(
  maxTokens: number,
): Promise<{ readonly server: LaunchedServer; readonly stream: BegunStream }> {
  const server = await startServer(["--model-dirs", models.path]);
  const stream = await beginCompletion(server.url, "long", maxTokens);
  await stream.firstText;
  expect(server.livingProcesses()).toHaveLength(2);
  return { server, stream };
}

describe("a signal to shimmy serve", () => {
  it.each([
    ["SIGTERM", "command"],
    ["SIGINT", "group"],
  ] as const)(
    "drains on %s to the %s: the running stream ends whole, new ones are refused",
    async (name, to) => {
      const { server, stream } = await serverInTheMiddle(LONG_ANSWER_TOKENS);
      server.signal(name, to);
      await server.seen("stderr", /Stopping; running requests have 25 s to end/);

      const ready = await fetch(`${server.url}/health/ready`);
      const refused = await post(`${server.url}/v1/completions`, { model: "tiny", prompt: "hello" });
      expect([ready.status, refused.status]).toEqual([503, 503]);
      expect(JSON.parse(await refused.text()).error.code).toBe("shutting_down");

      expect(await stream.result).toMatchObject({
        finishReason: "length",
        completionTokens: LONG_ANSWER_TOKENS,
        errorCode: undefined,
        doneCount: 1,
        lateFrames: 0,
      });
      expect(await server.exited).toMatchObject({ code: 0, signal: null });
      await server.gone();
    },
  );

  it("ends streams with an error frame when the time to drain is over", async () => {
    const server = await startServer(["--model-dirs", models.path, "--drain-timeout", "1ms"]);
    const stream = await beginCompletion(server.url, "long", ENDLESS_ANSWER_TOKENS);
    await stream.firstText;
    server.signal("SIGTERM");
    expect(await stream.result).toMatchObject({ errorCode: "shutting_down", doneCount: 0, lateFrames: 0 });
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
    await server.gone();
  });

  it("stops an idle server at once with 0", async () => {
    const server = await startServer();
    server.signal("SIGINT");
    expect(await server.exited).toMatchObject({ code: 0, signal: null });
  });

  it.each([
    ["SIGINT", 130],
    ["SIGTERM", 143],
  ] as const)("ends the process at once when %s comes a second time", async (name, exitCode) => {
    const { server, stream } = await serverInTheMiddle(ENDLESS_ANSWER_TOKENS);
    server.signal(name);
    await server.seen("stderr", /A second signal stops at once/);
    server.signal(name);
    expect(await server.exited).toMatchObject({ code: exitCode, signal: null });
    await expect(stream.result).rejects.toThrow();
    await server.gone();
  });
});

describe("a killed server", () => {
  it("leaves no engine process behind", async () => {
    const { server, stream } = await serverInTheMiddle(ENDLESS_ANSWER_TOKENS);
    server.signal("SIGKILL");
    expect(await server.exited).toMatchObject({ code: null, signal: "SIGKILL" });
    await expect(stream.result).rejects.toThrow();
    await server.gone();
  });
});
