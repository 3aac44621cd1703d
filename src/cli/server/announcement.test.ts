import { describe, expect, it } from "vitest";
import { aliasEntries } from "../../models/registry/alias-entries.ts";
import type { ModelEntry } from "../../models/registry/model-entry.ts";
import { announcement } from "./announcement.ts";

const bind = { host: "127.0.0.1", port: 11_435, explicit: false };
const modelDirs = [{ path: "/home/someone/models", explicit: false }];
const server = {
  version: "1.2.3",
  config: { bind, modelDirs, apiKey: undefined, baseGguf: undefined },
  port: 11_435,
};

const ENTRY: ModelEntry = {
  name: "tiny",
  path: "/home/someone/models/tiny.gguf",
  loraPath: undefined,
  source: "discovered",
  sizeBytes: 1,
  modifiedAt: new Date(0),
  architecture: "llama",
  parameterCount: 1,
  quantization: "F16",
  contextLength: 128,
};

function model(name: string, source: ModelEntry["source"] = "discovered") {
  return { name, source };
}

describe("announcement", () => {
  it("shows the address, the default model, the others and a line to try", () => {
    const models = [model("b"), model("it's", "registered"), model("shimmy-tiny", "builtin")];
    expect(announcement({ ...server, models }).split("\n")).toEqual([
      "Shimmy 1.2.3 listens on http://127.0.0.1:11435",
      "Default model: it's; also b, shimmy-tiny (built in)",
      `Try: curl http://127.0.0.1:11435/api/generate -H 'content-type: application/json' -d '{"model":"it'\\''s","prompt":"Once upon a time","stream":false}'`,
      "",
    ]);
  });

  it("says that the port is another one, and shortens a long list", () => {
    const models = Array.from({ length: 10 }, (_, index) => model(`m${index}`));
    const text = announcement({ ...server, port: 11_440, models });
    expect(text).toContain("http://127.0.0.1:11440\nPort 11435 is taken");
    expect(text).toContain("Default model: m0; also m1, m2, m3, m4, m5, m6, m7, m8 and 1 more\n");
  });

  it("says how to add a model when there is none", () => {
    expect(announcement({ ...server, models: [] })).toContain("No models found in /home/someone/models.");
  });

  it("has a conversation to try with the built-in model alone, and says how to add a real one", () => {
    const text = announcement({ ...server, models: [model("shimmy-tiny", "builtin")] });
    expect(text.split("\n")).toEqual([
      "Shimmy 1.2.3 listens on http://127.0.0.1:11435",
      "Default model: shimmy-tiny (built in)",
      `Try: curl http://127.0.0.1:11435/v1/chat/completions -H 'content-type: application/json' -d '{"model":"shimmy-tiny","messages":[{"role":"user","content":"What are you?"}]}'`,
      expect.stringMatching(/^The built-in model is a small one.*\/home\/someone\/models.*--model-dirs/),
      "",
    ]);
  });

  it("takes an alias of the built-in model neither for built in nor for a real model", () => {
    const builtin = { ...ENTRY, name: "shimmy-tiny", source: "builtin" } as const;
    const { entries } = aliasEntries(
      [builtin],
      [{ name: "al", base: "shimmy-tiny", createdAt: new Date(0) }],
      "",
    );
    const text = announcement({ ...server, models: [...entries, builtin] });
    expect(text).toContain("Default model: shimmy-tiny (built in); also al\n");
    expect(text).toContain("The built-in model is a small one");
  });

  it("names no default where the model that was asked for cannot be used", () => {
    const config = { ...server.config, baseGguf: "/home/someone/broken.gguf" };
    const text = announcement({
      ...server,
      config,
      models: [model("other"), model("shimmy-tiny", "builtin")],
    });
    expect(text).toContain(
      "No default model: the file that SHIMMY_BASE_GGUF names cannot be used. There is other, shimmy-tiny (built in).\n",
    );
    expect(text).not.toContain("Try:");
  });

  it.each([
    ["0.0.0.0", "http://0.0.0.0:80 (every interface)", "curl http://127.0.0.1:80/"],
    ["::", "http://[::]:80", "curl http://[::1]:80/"],
  ])(
    "gives an address to connect to for %s, and asks for the key without showing it",
    (host, shown, curl) => {
      const config = {
        modelDirs,
        apiKey: "hidden-key",
        baseGguf: undefined,
        bind: { host, port: 80, explicit: true },
      };
      const text = announcement({ version: "1", config, port: 80, models: [model("tiny")] });
      expect(text).toContain(shown);
      expect(text).toContain(curl);
      expect(text).toContain("Bearer $SHIMMY_API_KEY");
      expect(text).not.toContain("hidden-key");
    },
  );
});
