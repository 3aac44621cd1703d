import { createHash } from "node:crypto";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { temporaryFolder } from "../../test/helpers/temporary-folder.ts";
import { aliasAdapters } from "./alias-adapters.ts";
import { knownAdapters } from "./known-adapters.ts";

const style = { name: "style.gguf", path: "/models/style.gguf" };

describe("knownAdapters", () => {
  const adapters = [
    { path: "/loras/style.gguf", scale: 1 },
    { path: "/loras/b.gguf", scale: 1, name: "tone" },
  ];

  it("are the model's own and, for the model of the settings, those of the settings", () => {
    const config = { baseGguf: "/models/tiny.gguf", adapters };
    const names = (path: string, loraPath?: string) =>
      knownAdapters({ path, loraPath }, config).map(({ name }) => name);
    expect(names("/models/tiny.gguf", "/models/own.gguf")).toEqual(["own.gguf", "style.gguf", "tone"]);
    expect(names("/models/other.gguf")).toEqual([]);
  });
});

describe("aliasAdapters", () => {
  it("takes adapters of the model by their names", async () => {
    expect(await aliasAdapters([{ name: "style.gguf", scale: 0.5 }], [style])).toEqual([
      { name: "style.gguf", scale: 0.5 },
    ]);
  });

  it.each(["/etc/passwd", "../style.gguf", "/models/style.gguf", "__proto__"])(
    "refuses %s, and opens no such file",
    async (name) => {
      await expect(
        aliasAdapters([{ name, scale: 1, sha256: "0".repeat(64) }], [style]),
      ).rejects.toMatchObject({
        code: "invalid_request",
        param: "adapters",
        message: `There is no adapter ${JSON.stringify(name)}: this model has "style.gguf". Start the server with --lora to give it more.`,
      });
    },
  );

  it("takes a file by its digest, and refuses another one", async () => {
    const path = join(temporaryFolder(), "style.gguf");
    writeFileSync(path, "weights");
    const known = [{ name: "style.gguf", path }];
    const ask = (sha256: string) => aliasAdapters([{ name: "style.gguf", scale: 1, sha256 }], known);
    const digest = createHash("sha256").update("weights").digest("hex");
    expect(await ask(digest.toUpperCase())).toEqual([{ name: "style.gguf", scale: 1 }]);
    await expect(ask("0".repeat(64))).rejects.toThrow(/another file/u);
    const gone = aliasAdapters([{ name: "style.gguf", scale: 1, sha256: digest }], [style]);
    await expect(gone).rejects.toMatchObject({
      code: "model_corrupt",
      message: expect.not.stringContaining("/"),
    });
  });
});
