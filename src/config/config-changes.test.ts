import { expect, it } from "vitest";
import { configChanges, takeable } from "./config-changes.ts";
import { parseToml } from "./file/parse-toml.ts";
import { loadConfig } from "./load-config.ts";

const load = (text: string) =>
  loadConfig({
    flags: {},
    environment: {},
    workingDir: "/w",
    homeDir: "/h",
    file: { path: "/w/shimmy.toml", version: undefined, root: parseToml(text, "shimmy.toml") },
  });

const OLD = '[server]\nbind = "127.0.0.1:1"\n[engine]\nslots = 2\n';

it("sorts what changed by when it counts", () => {
  const next = load(`[server]
bind = "127.0.0.1:2"
api_key = "k"
cors_origins = ["https://a.example"]
[engine]
slots = 3
[log]
log_level = "debug"
[models.a]
system = "Hi"
[aliases]
b = "a"
`);
  expect(configChanges(load(OLD), next)).toEqual({
    live: ["log.log_level", "server.cors_origins", "models", "aliases"],
    load: ["engine.slots"],
    restart: ["server.bind", "server.api_key"],
  });
});

it("sees no change in what is only written otherwise", () => {
  const same = "# a comment\nserver.bind = '127.0.0.1:1'\nengine = { slots = 2, queue_limit = 512 }\n";
  expect(configChanges(load(OLD), load(same))).toEqual({ live: [], load: [], restart: [] });
});

it("keeps address, key and consent together, so that no reload opens a server without a key", () => {
  const running = load('[server]\nbind = "0.0.0.0:1"\napi_key = "k"\n');
  const next = load("[engine]\nslots = 4\n");
  const taken = takeable(running, next);
  expect(taken.config).toMatchObject({ bind: { host: "0.0.0.0" }, apiKey: "k", slots: 4 });
  expect(configChanges(taken, next)).toEqual({
    live: [],
    load: [],
    restart: ["server.bind", "server.api_key"],
  });
});
