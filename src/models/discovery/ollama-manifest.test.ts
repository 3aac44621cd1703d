import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ollamaName, parseOllamaManifest } from "./ollama-manifest.ts";

const DIGEST = "a".repeat(64);
const layer = (kind: string, digest = `sha256:${DIGEST}`) => ({
  mediaType: `application/vnd.ollama.image.${kind}`,
  digest,
  size: 1,
});
const manifest = (...layers: readonly unknown[]) => JSON.stringify({ schemaVersion: 2, layers });

describe("a manifest", () => {
  test("tells the files of a model by what they are", () => {
    const kinds = ["model", "template", "system", "params", "messages", "license", "license", "projector"];
    expect(parseOllamaManifest(manifest(...kinds.map((kind) => layer(kind))))).toEqual({
      models: [DIGEST],
      adapters: [],
      template: DIGEST,
      system: DIGEST,
      parameters: DIGEST,
      messages: DIGEST,
      licenses: [DIGEST, DIGEST],
    });
  });

  test.each([
    "sha256:../../etc/passwd",
    "../../../../etc/passwd",
    `sha256:${"a".repeat(63)}`,
    `sha256:${"a".repeat(65)}`,
    `sha256:${"A".repeat(64)}`,
    `sha256-${"a".repeat(60)}/../`,
    `md5:${DIGEST}`,
    "",
  ])("CVE-2024-37032: is refused with the digest %j, which would become a path", (digest) => {
    expect(parseOllamaManifest(manifest(layer("model"), layer("template", digest)))).toBeUndefined();
  });

  test.each(["", "[]", "null", "{}", '{"layers":{}}', '{"layers":[1]}', '{"layers":[{"digest":"x"}]}'])(
    "that is none is refused: %s",
    (json) => {
      expect(parseOllamaManifest(json)).toBeUndefined();
    },
  );

  test("never throws, and gives only digests", () => {
    fc.assert(
      fc.property(fc.json(), (json) => {
        const parsed = parseOllamaManifest(json);
        expect(parsed?.models.every((hex) => /^[0-9a-f]{64}$/.test(hex)) ?? true).toBe(true);
      }),
    );
  });
});

test.each([
  ["registry.ollama.ai/library/llama3/8b", "llama3:8b"],
  ["registry.ollama.ai/someone/llama3/latest", "someone/llama3:latest"],
  ["hf.co/owner/name-GGUF/Q4_K_M", "hf.co/owner/name-GGUF:Q4_K_M"],
  ["registry.example.com/library/m/t", "registry.example.com/library/m:t"],
])("%s is called %s", (path, name) => {
  expect(ollamaName(path.split("/"))).toBe(name);
});

test.each(["a/b", "registry.ollama.ai/library/../x", "registry.ollama.ai/library/a b/t", "h/n/m/.t", ""])(
  "%j is no name",
  (path) => {
    expect(ollamaName(path.split("/"))).toBeUndefined();
  },
);
