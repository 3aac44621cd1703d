import { describe, expect, it } from "vitest";
import { announcement } from "./announcement.ts";

const bind = { host: "127.0.0.1", port: 11_435, explicit: false };
const modelDirs = [{ path: "/home/someone/models", explicit: false }];
const server = { version: "1.2.3", config: { bind, modelDirs, apiKey: undefined }, port: 11_435 };

describe("announcement", () => {
  it("shows the address, the models and a line to try", () => {
    expect(announcement({ ...server, models: [{ name: "it's" }, { name: "b" }] }).split("\n")).toEqual([
      "Shimmy 1.2.3 listens on http://127.0.0.1:11435",
      "2 models: it's, b",
      `Try: curl http://127.0.0.1:11435/api/generate -H 'content-type: application/json' -d '{"model":"it'\\''s","prompt":"Once upon a time","stream":false}'`,
      "",
    ]);
  });

  it("says that the port is another one, and shortens a long list", () => {
    const models = Array.from({ length: 10 }, (_, index) => ({ name: `m${index}` }));
    const text = announcement({ ...server, port: 11_440, models });
    expect(text).toContain("http://127.0.0.1:11440\nPort 11435 is taken");
    expect(text).toContain("10 models: m0, m1, m2, m3, m4, m5, m6, m7 and 2 more");
  });

  it("says how to add a model when there is none", () => {
    expect(announcement({ ...server, models: [] })).toContain("No models found in /home/someone/models.");
  });

  it.each([
    ["0.0.0.0", "http://0.0.0.0:80 (every interface)", "curl http://127.0.0.1:80/"],
    ["::", "http://[::]:80", "curl http://[::1]:80/"],
  ])(
    "gives an address to connect to for %s, and asks for the key without showing it",
    (host, shown, curl) => {
      const config = { modelDirs, apiKey: "hidden-key", bind: { host, port: 80, explicit: true } };
      const text = announcement({ version: "1", config, port: 80, models: [{ name: "tiny" }] });
      expect(text).toContain(shown);
      expect(text).toContain(curl);
      expect(text).toContain("Bearer $SHIMMY_API_KEY");
      expect(text).not.toContain("hidden-key");
    },
  );
});
