import { existsSync } from "node:fs";
import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { manifestOf, sendContent, sha256Of, startModelHost } from "../../../test/helpers/model-host.ts";
import { FILE, failure, pullFrom } from "../../../test/helpers/pull-from.ts";

const MODEL = {
  "library/llama3:8b": {
    model: FILE,
    template: Buffer.from("{{ .Prompt }}"),
    system: Buffer.from("Be kind."),
  },
};

describe("pulling from a registry", () => {
  it("keeps blobs and manifest as Ollama does, the manifest last", async () => {
    const host = await startModelHost({ models: MODEL });
    host.intercept = (request, response, path) => {
      // the configuration is not among the layers of the host
      if (!path.endsWith(sha256Of(Buffer.from("{}")))) return false;
      sendContent(Buffer.from("{}"), request, response);
      return true;
    };
    const { pull, storeFolder } = pullFrom(host);
    const store = join(storeFolder, "ollama");
    expect(await pull("llama3:8b")).toEqual({
      path: join(store, `blobs/sha256-${sha256Of(FILE)}`),
      name: "llama3:8b",
    });
    expect(await readdir(join(store, "blobs"))).toHaveLength(4);
    expect(await readFile(join(store, "manifests/registry.ollama.ai/library/llama3/8b"), "utf8")).toBe(
      manifestOf(MODEL["library/llama3:8b"]),
    );
    expect(host.seen.every(({ authorization }) => authorization === undefined)).toBe(true);
  });

  it.each([
    [
      "a digest that is a path",
      '{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:../../../../x","size":3}]}',
    ],
    ["no JSON", "<html>"],
    [
      "a size that is none",
      `{"layers":[{"mediaType":"application/vnd.ollama.image.model","digest":"sha256:${"a".repeat(64)}","size":-1}]}`,
    ],
  ])("refuses a manifest with %s", async (_, manifest) => {
    const host = await startModelHost();
    host.intercept = (__, response) => Boolean(response.end(manifest));
    const { pull, storeFolder } = pullFrom(host);
    expect(await failure(pull("llama3"))).toMatchObject({ code: "download_failed" });
    expect(existsSync(storeFolder)).toBe(false);
  });
});
