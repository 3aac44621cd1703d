import { describe, expect, it } from "vitest";
import { blobsToKeep } from "./registry-manifest.ts";

const digest = (digit: string) => `sha256:${digit.repeat(64)}`;
const layer = (kind: string, digit: string, size = 5) => ({
  mediaType: `application/vnd.ollama.image.${kind}`,
  digest: digest(digit),
  size,
});
const config = { mediaType: "application/vnd.docker.container.image.v1+json", digest: digest("c"), size: 2 };
const keep = (manifest: object) => blobsToKeep(JSON.stringify(manifest), "llama3:8b");

describe("blobsToKeep", () => {
  it("keeps what is of use, once, and no projector", () => {
    const layers = [
      layer("model", "1"),
      layer("template", "2"),
      layer("projector", "3"),
      layer("license", "2"),
    ];
    expect(keep({ config, layers }).map(({ kind }) => kind)).toEqual(["config", "model", "license"]);
  });

  it.each([
    [{ layers: [layer("tensor", "1")] }, "model_not_found", /no GGUF file/],
    [{ layers: [layer("model", "1"), layer("model", "2")] }, "model_not_found", /several files/],
    [{ layers: [layer("model", "1"), layer("system", "2", 1e9)] }, "download_failed", /not be understood/],
    [
      { layers: [{ ...layer("model", "1"), digest: "sha256:../../x" }] },
      "download_failed",
      /not be understood/,
    ],
    [{ layers: [{ ...layer("model", "1"), size: 1.5 }] }, "download_failed", /not be understood/],
    [{ layers: [7] }, "download_failed", /not be understood/],
    [
      { layers: Array.from({ length: 99 }, () => layer("model", "1")) },
      "download_failed",
      /not be understood/,
    ],
    [[], "download_failed", /not be understood/],
  ])("refuses %j", (manifest, code, message) => {
    expect(() => keep(manifest)).toThrow(
      expect.objectContaining({ code, message: expect.stringMatching(message) }),
    );
  });
});
