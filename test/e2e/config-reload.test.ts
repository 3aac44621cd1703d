import { mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, inject, it } from "vitest";
import { type LaunchedServer, startServer } from "../helpers/built-command.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { LONG_ANSWER_TOKENS, type ModelFolder, writeModelFolder } from "./model-folder.ts";
import { beginCompletion, modelStatus, post } from "./server-client.ts";

let models: ModelFolder;

beforeAll(async () => {
  models = await writeModelFolder(inject("tinyModelPath"));
});

afterAll(() => models.remove());

interface Configured {
  readonly server: LaunchedServer;
  /** Replaces the file as editors do: a new one takes its name. */
  readonly replace: (text: string) => void;
  readonly remove: () => void;
}

/** A server that logs everything, with a file in its working folder. The level is the file's, which flags would hide. */
async function configuredServer(text: string): Promise<Configured> {
  const workingDir = path.join(temporaryFolder(), "work");
  mkdirSync(workingDir);
  const file = path.join(workingDir, "shimmy.toml");
  const discovery = `[discovery]\nmodel_dirs = [${JSON.stringify(models.path)}]\n`;
  const replace = (next: string): void => {
    writeFileSync(`${file}.new`, `${discovery}${next}`);
    renameSync(`${file}.new`, file);
  };
  replace(text);
  const server = await startServer(["--log-level", "info"], { workingDir });
  return { server, replace, remove: () => rmSync(file) };
}

async function modelNames({ url }: LaunchedServer): Promise<readonly string[]> {
  const response = await fetch(`${url}/v1/models`);
  const { data }: { data: readonly { id: string }[] } = JSON.parse(await response.text());
  return data.map(({ id }) => id);
}

describe("a running server whose configuration changes", () => {
  it("takes aliases and keep-alive from the file at SIGHUP, and reports what needs a restart", async () => {
    const { server, replace } = await configuredServer("[aliases]\nfirst = 'tiny'\n");
    expect(await modelNames(server)).toContain("first");
    replace("[aliases]\nsecond = { model = 'tiny', system = 'Hi' }\n[server]\ninsecure_no_auth = true\n");
    server.signal("SIGHUP");
    await server.seen("stderr", /"msg":"configuration reloaded"/);
    await server.seen("stderr", /these settings need a restart: server\.insecure_no_auth/);
    const names = await modelNames(server);
    expect(names).toContain("second");
    expect(names).not.toContain("first");
    const answer = await post(`${server.url}/api/generate`, { model: "second", prompt: "a", stream: false });
    expect(answer.status).toBe(200);
  });

  it("notices a changed file by itself", async () => {
    const { server, replace } = await configuredServer("");
    replace("[aliases]\nsmall = 'tiny'\n");
    await server.seen("stderr", /"trigger":"file".*"msg":"configuration reloaded"/);
    expect(await modelNames(server)).toContain("small");
  });

  it("changes nothing when the file is broken, names every problem, and takes the mended one", async () => {
    const { server, replace } = await configuredServer("[aliases]\nfirst = 'tiny'\n");
    replace("[aliases]\nsecond = 'tiny'\n[engine]\nslots = 0\nthread = 2\n");
    server.signal("SIGHUP");
    await server.seen("stderr", /stays in force: shimmy\.toml:6:9: engine\.slots must be/);
    await server.seen("stderr", /stays in force: shimmy\.toml:7:1: Unknown setting .*Did you mean threads/);
    expect(await modelNames(server)).toContain("first");
    replace("[aliases]\nsecond = 'tiny'\n");
    server.signal("SIGHUP");
    await server.seen("stderr", /"msg":"configuration reloaded"/);
    expect(await modelNames(server)).toContain("second");
  });

  it("keeps what is in force when the file is gone, and says so", async () => {
    const { server, remove } = await configuredServer("[aliases]\nfirst = 'tiny'\n");
    remove();
    server.signal("SIGHUP");
    await server.seen("stderr", /stays in force: The configuration file .* is gone/);
    expect(await modelNames(server)).toContain("first");
  });

  it("lets a running answer end, and loads the model with its new settings afterwards", async () => {
    const { server, replace } = await configuredServer("[models.long]\nslots = 2\n");
    const stream = await beginCompletion(server.url, "long", LONG_ANSWER_TOKENS);
    await stream.firstText;
    const before = await modelStatus(server.url, "long");
    replace("[models.long]\nslots = 3\n");
    server.signal("SIGHUP");
    await server.seen("stderr", /settings of a loaded model changed/);
    expect(await stream.result).toMatchObject({
      finishReason: "length",
      completionTokens: LONG_ANSWER_TOKENS,
      errorCode: undefined,
    });
    await server.seen("stderr", /unloading a model that is idle/);
    const again = await post(`${server.url}/v1/completions`, { model: "long", prompt: "a", max_tokens: 1 });
    expect(again.status).toBe(200);
    const after = await modelStatus(server.url, "long");
    expect(after.pid).not.toBe(before.pid);
    expect(server.stderr()).toMatch(/"slots":3/);
  });
});
