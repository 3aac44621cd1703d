import { existsSync, readdirSync, readFileSync, statSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { launchCommand, runCommand, startServer } from "../helpers/built-command.ts";
import { eventually } from "../helpers/eventually.ts";
import { post, postJson } from "../helpers/http-client.ts";
import { type ModelHost, sendContent, sha256Of, startModelHost } from "../helpers/model-host.ts";

let host: ModelHost;
let folder: string;
let gguf: Buffer;
const SYSTEM = Buffer.from("Answer in letters.");
const CONFIG = Buffer.from("{}");

beforeAll(async () => {
  gguf = readFileSync(inject("tinyModelPath"));
  folder = await mkdtemp(path.join(tmpdir(), "shimmy-pull-"));
  host = await startModelHost({
    shared: true,
    repositories: { "acme/tiny-GGUF": { "tiny-acme-F32.gguf": gguf, "tiny-acme-mmproj.gguf": CONFIG } },
    models: { "library/llama3:8b": { config: CONFIG, model: gguf, system: SYSTEM } },
  });
  host.intercept = (request, response, url) => {
    if (!url.endsWith(sha256Of(CONFIG))) return false;
    sendContent(CONFIG, request, response);
    return true;
  };
});

afterAll(async () => {
  await host.close();
  await rm(folder, { recursive: true, force: true });
});

const environment = (store: string) => ({
  HF_ENDPOINT: host.url,
  SHIMMY_OLLAMA_REGISTRY: host.url,
  XDG_DATA_HOME: path.join(folder, store),
});

const fileOf = (store: string) =>
  path.join(folder, store, "shimmy/models/huggingface/acme/tiny-GGUF/tiny-acme-F32.gguf");

describe("shimmy pull", () => {
  it("fetches a model of the hub, which is then listed and generates", async () => {
    const env = environment("hub");
    const pulled = await runCommand(["pull", "hf:acme/tiny-GGUF"], { env });
    expect(pulled).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Pulled tiny-acme-F32\. /) });
    expect(pulled.stderr).toContain("tiny-acme-F32.gguf: 100 %");
    const listed = await runCommand(["list", "--short", "--no-builtin"], { env });
    expect(listed.stdout).toBe("tiny-acme-F32\n");
    const args = ["generate", "tiny-acme-F32", "--prompt", "a", "--max-tokens", "4", "--threads", "1"];
    expect(await runCommand(args, { env })).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) });
  });

  it("fetches a model of a registry, which is then listed by its name and generates", async () => {
    const env = environment("registry");
    const pulled = await runCommand(["pull", "llama3:8b", "--json"], { env });
    expect(pulled).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(pulled.stdout.trimEnd().split("\n").at(-1) ?? "")).toEqual({ status: "success" });
    const listed = await runCommand(["list", "--short", "--no-builtin"], { env });
    expect(listed.stdout).toBe("llama3:8b\n");
    const args = ["generate", "llama3:8b", "--prompt", "a", "--max-tokens", "4", "--threads", "1"];
    expect(await runCommand(args, { env })).toMatchObject({ code: 0, stdout: expect.stringMatching(/\S/) });
  });

  it.each([["SIGKILL"], ["SIGINT"]] as const)(
    "goes on after %s from the byte that it came to",
    async (signal) => {
      const env = environment(signal);
      const sent = Math.floor(gguf.length / 2);
      const before = host.intercept;
      host.intercept = (_, response, url) => {
        if (!url.includes("/resolve/")) return false;
        response.writeHead(206, { "content-range": `bytes 0-${gguf.length - 1}/${gguf.length}` });
        response.write(gguf.subarray(0, sent));
        return true;
      };
      const command = launchCommand(["pull", "hf:acme/tiny-GGUF"], { env });
      const state = `${fileOf(signal)}.part.json`;
      await recordedBytes(state);
      command.signal(signal);
      const outcome = await command.exited;
      if (signal === "SIGINT")
        expect(outcome).toMatchObject({ code: 130, stderr: expect.stringContaining("goes on from there") });
      host.intercept = before;
      expect(existsSync(fileOf(signal))).toBe(false);
      const have = await recordedBytes(state);
      const seen = host.seen.length;
      expect(await runCommand(["pull", "hf:acme/tiny-GGUF"], { env })).toMatchObject({ code: 0 });
      const ranges = host.seen.slice(seen).flatMap(({ range }) => range ?? []);
      expect(ranges).toEqual([`bytes=${have}-${gguf.length - 1}`]);
      expect(sha256Of(readFileSync(fileOf(signal)))).toBe(sha256Of(gguf));
      expect(readdirSync(path.dirname(fileOf(signal)))).toEqual(["tiny-acme-F32.gguf"]);
    },
  );

  it("waits for another process that pulls the same, and both end well with one download", async () => {
    const env = environment("both");
    const release = holdContent();
    const args = ["pull", "hf:acme/tiny-GGUF"];
    const first = launchCommand(args, { env });
    await recordedBytes(`${fileOf("both")}.part.json`);
    const second = launchCommand(args, { env });
    await second.seen("stderr", new RegExp(`being pulled by another process \\(pid ${first.pid}\\)`));
    release();
    for (const { exited } of [first, second]) {
      expect(await exited).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/^Pulled tiny-acme-F32\. /),
      });
    }
    expect(sha256Of(readFileSync(fileOf("both")))).toBe(sha256Of(gguf));
    expect(readdirSync(path.dirname(fileOf("both")))).toEqual(["tiny-acme-F32.gguf"]);
  });

  it("takes over from a process that is killed while it waits for that one", async () => {
    const env = environment("heir");
    const release = holdContent();
    const args = ["pull", "hf:acme/tiny-GGUF"];
    const first = launchCommand(args, { env });
    const have = await recordedBytes(`${fileOf("heir")}.part.json`);
    const second = launchCommand(args, { env });
    await second.seen("stderr", /being pulled by another process/);
    release.forNext();
    const seen = host.seen.length;
    first.signal("SIGKILL");
    expect(await second.exited).toMatchObject({ code: 0 });
    const ranges = host.seen.slice(seen).flatMap(({ range }) => range ?? []);
    expect(ranges).toEqual([`bytes=${have}-${gguf.length - 1}`]);
    expect(readdirSync(path.dirname(fileOf("heir")))).toEqual(["tiny-acme-F32.gguf"]);
  });

  it("says in one line what is wrong", async () => {
    const env = environment("wrong");
    expect(await runCommand(["pull", "hf:acme/none"], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/has no acme\/none/),
    });
    expect(await runCommand(["pull", "hf:../x"], { env })).toMatchObject({ code: 2, stdout: "" });
    expect(await runCommand(["pull", "llama3", "--offline"], { env })).toMatchObject({
      code: 1,
      stderr: expect.stringContaining("offline"),
    });
  });
});

describe("a server", () => {
  it("pulls for its clients, who can use the model at once by the name that they asked for", async () => {
    const server = await startServer(["--no-builtin"], { env: environment("server") });
    const name = "hf.co/acme/tiny-GGUF:F32";
    const { text } = await post(`${server.url}/api/pull`, { model: name });
    const steps = text
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line));
    expect(steps[0]).toEqual({ status: "pulling manifest" });
    expect(steps.at(-1)).toEqual({ status: "success" });
    expect(steps).toContainEqual(
      expect.objectContaining({
        digest: `sha256:${sha256Of(gguf)}`,
        total: gguf.length,
        completed: gguf.length,
      }),
    );
    const answer = await postJson(`${server.url}/api/generate`, {
      model: name,
      prompt: "a",
      stream: false,
      options: { num_predict: 4 },
    });
    expect(answer).toMatchObject({ done: true });
    expect(statSync(fileOf("server")).size).toBe(gguf.length);
  });
});

/** Has the host send half of each file and hold the rest back, until it is released; files asked for later are sent as ever. */
function holdContent(): { (): void; forNext(): void } {
  const before = host.intercept;
  const rests: (() => void)[] = [];
  host.intercept = (_, response, url) => {
    if (!url.includes("/resolve/")) return false;
    const half = Math.floor(gguf.length / 2);
    response.writeHead(206, { "content-range": `bytes 0-${gguf.length - 1}/${gguf.length}` });
    response.write(gguf.subarray(0, half));
    rests.push(() => response.end(gguf.subarray(half)));
    return true;
  };
  const forNext = (): void => {
    host.intercept = before;
  };
  const release = (): void => {
    forNext();
    for (const send of rests) send();
  };
  return Object.assign(release, { forNext });
}

/** Bytes that the record beside a partial file tells, once it tells some. */
async function recordedBytes(state: string): Promise<number> {
  return await eventually(
    () => {
      if (!existsSync(state)) return 0;
      const { done }: { done: number[] } = JSON.parse(readFileSync(state, "utf8"));
      return done.reduce((sum, bytes) => sum + bytes, 0);
    },
    (bytes) => bytes > 0,
  );
}
