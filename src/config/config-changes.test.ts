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
    live: ["log.log_level", "server.cors_origins", "models.a.system", "aliases"],
    load: ["engine.slots"],
    restart: ["server.bind", "server.api_key"],
  });
});

it("sees no change in what is only written otherwise", () => {
  const same = "# a comment\nserver.bind = '127.0.0.1:1'\nengine = { slots = 2, queue_limit = 512 }\n";
  expect(configChanges(load(OLD), load(same))).toEqual({ live: [], load: [], restart: [] });
});

it("names what a model's section has otherwise, by when it counts, and not that it has moved", () => {
  const old = load(
    '[models.a]\ntemperature = 0.5\nmax_context_length = 64\nkeep_alive = "5m"\n[models.b]\nslots = 2\n[aliases]\nx = "a"\n',
  );
  const next = load(
    '# moved\n[models.a]\ntemperature = 0.6\nmax_context_length = 128\nkeep_alive = -1\ntemplate = "chatml"\n[aliases]\nx = "a"\n',
  );
  expect(configChanges(old, next)).toEqual({
    live: ["models.a.temperature", "models.a.keep_alive"],
    load: ["models.a.max_context_length", "models.a.template", "models.b.slots"],
    restart: [],
  });
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
