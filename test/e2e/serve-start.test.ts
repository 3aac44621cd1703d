import { copyFileSync, mkdirSync } from "node:fs";
import { createServer, type Server } from "node:net";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from "vitest";
import { runCommand, startServer } from "../helpers/built-command.ts";
import { type ModelFolder, writeModelFolder } from "./model-folder.ts";
import { modelStatus, post } from "./server-client.ts";

let models: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
});

afterAll(() => models.remove());

/** Takes a port of this machine for the test; undefined when somebody else has it already. */
async function occupy(port: number): Promise<Server | undefined> {
  const server = createServer();
  const isOurs = await new Promise<boolean>((resolve) => {
    server.once("error", () => resolve(false)).listen(port, "127.0.0.1", () => resolve(true));
  });
  if (!isOurs) return undefined;
  onTestFinished(() => new Promise<void>((resolve) => server.close(() => resolve())));
  return server;
}

describe("the announcement of shimmy serve", () => {
  it("names the address, the models, and a request that answers when it is run as printed", async () => {
    const server = await startServer(["--model-dirs", models.path, "--no-builtin"]);
    const [, curl = ""] = await server.seen("stdout", /^Try: (curl .*)$/m);
    expect(server.stdout()).toMatch(/^Shimmy \d+\.\d+\.\d+ listens on http:\/\/127\.0\.0\.1:\d+$/m);
    expect(server.stdout()).toContain("\nDefault model: long; also tiny\n");

    const printed = /^curl (?<url>\S+) -H '(?<header>[^:']+): (?<value>[^']+)' -d '(?<body>[^']+)'$/.exec(
      curl,
    );
    const { url = "", header = "", value = "", body = "" } = printed?.groups ?? {};
    const response = await fetch(url, { method: "POST", headers: { [header]: value }, body });
    const answer = JSON.parse(await response.text());
    expect(response.status).toBe(200);
    expect(answer).toMatchObject({ done: true, model: "long" });
    expect(answer.response).not.toBe("");
  });

  it("tells how to add models when there are none", async () => {
    const server = await startServer(["--no-builtin"]);
    await server.seen("stdout", /No models found in .*\.gguf file/);
    expect((await fetch(`${server.url}/health`)).status).toBe(200);
  });
});

describe("the address of shimmy serve", () => {
  it("is the next free port when the default one is taken, and says so", async () => {
    await occupy(11435);
    const server = await startServer([], { anyPort: false });
    await server.seen("stdout", /Port 11435 is taken, so this is the next free one\./);
    const port = Number(new URL(server.url).port);
    expect(port).toBeGreaterThan(11435);
    expect(port).toBeLessThanOrEqual(11535);
    expect((await fetch(`${server.url}/health/ready`)).status).toBe(200);
  });

  it("is refused in one line when it was asked for and is taken", async () => {
    const taken = await occupy(0);
    const address = taken?.address();
    const port = typeof address === "object" ? address?.port : undefined;
    const outcome = await runCommand(["serve", "--no-builtin", "--bind", `127.0.0.1:${port}`]);
    expect(outcome).toMatchObject({
      code: 1,
      stdout: "",
      stderr: `shimmy: 127.0.0.1:${port} is taken by another program; stop that one or choose another --bind.\n`,
    });
  });

  it("is refused beyond this machine without a key", async () => {
    const outcome = await runCommand(["serve", "--bind", "0.0.0.0:0"]);
    expect(outcome).toMatchObject({ code: 2, stdout: "" });
    expect(outcome.stderr).toMatch(/^shimmy: 0\.0\.0\.0:0 can be reached from other machines: .*\n$/);
  });

  it("may be every interface with a key, which requests then need", async () => {
    const server = await startServer(["--bind", "0.0.0.0:0"], { env: { SHIMMY_API_KEY: "a-test-key" } });
    const url = server.url.replace("0.0.0.0", "127.0.0.1");
    expect((await fetch(`${url}/api/models`)).status).toBe(401);
    const headers = { authorization: "Bearer a-test-key" };
    expect((await fetch(`${url}/api/models`, { headers })).status).toBe(200);
    expect(server.stdout() + server.stderr()).not.toContain("a-test-key");
  });
});

describe("the models of shimmy serve", () => {
  it("come from --model-dirs, SHIMMY_MODEL_PATHS, ./models and ~/models", async () => {
    const place = (...parts: readonly string[]) => {
      const file = path.join(models.path, "elsewhere", ...parts);
      mkdirSync(path.dirname(file), { recursive: true });
      copyFileSync(inject("tinyModelPath"), file);
      return path.dirname(file);
    };
    const flagDir = place("flag", "from-flag.gguf");
    const environmentDir = place("environment", "from-environment.gguf");
    const workingDir = path.dirname(place("working", "models", "from-working-dir.gguf"));
    const homeDir = path.dirname(place("home", "models", "from-home.gguf"));
    const server = await startServer(["--model-dirs", flagDir], {
      workingDir,
      env: { SHIMMY_MODEL_PATHS: environmentDir, HOME: homeDir, SHIMMY_BUILTIN: "false" },
    });
    const listed = JSON.parse(await (await fetch(`${server.url}/api/models`)).text());
    expect(listed.models.map(({ name }: { name: string }) => name)).toEqual([
      "from-environment",
      "from-flag",
      "from-home",
      "from-working-dir",
    ]);
  });

  it("are loaded at the start by --preload", async () => {
    const server = await startServer(["--model-dirs", models.path, "--preload", "tiny"]);
    await expect
      .poll(async () => (await modelStatus(server.url, "tiny")).state, { timeout: 30_000 })
      .toBe("ready");
    expect(await modelStatus(server.url, "long")).toMatchObject({ state: "stopped", pid: null });
  });

  it("must hold the one that --preload names", async () => {
    const args = ["serve", "--no-builtin", "--model-dirs", models.path, "--preload", "tinny"];
    const outcome = await runCommand(args);
    expect(outcome).toMatchObject({
      code: 1,
      stdout: "",
      stderr: 'shimmy: There is no model "tinny". Did you mean "tiny"?\n',
    });
  });

  it("answer with SHIMMY_LORA_GGUF applied, and otherwise without it", async () => {
    const ask = async (env: Record<string, string>): Promise<string> => {
      const server = await startServer([], { env: { SHIMMY_BASE_GGUF: inject("tinyModelPath"), ...env } });
      const body = { prompt: "hello there", max_tokens: 24, temperature: 0, ignore_eos: true, stream: false };
      const answer = JSON.parse(await (await post(`${server.url}/api/generate`, body)).text());
      expect(answer).toMatchObject({ model: "tiny", usage: { completion_tokens: 24 } });
      return String(answer.response);
    };
    const plain = await ask({});
    const adapted = await ask({ SHIMMY_LORA_GGUF: inject("tinyLoraPath") });
    expect(await ask({ SHIMMY_LORA_GGUF: "" })).toBe(plain);
    expect(adapted).not.toBe(plain);
    expect(adapted).not.toBe("");
  });
});
