import { rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { eventually } from "../../../test/helpers/eventually.ts";
import { fakeContext } from "../../../test/helpers/fake-command-context.ts";
import { fakeServerParts, fakeService } from "../../../test/helpers/fake-server-parts.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import type { ShimmyConfig } from "../../config/shimmy-config.ts";
import { Invocation } from "../invocation.ts";
import { loadSettings } from "../read-config.ts";
import { reloadOnChange } from "./config-reload.ts";

/** A server whose file says `text`; `change` writes another and resolves with what was logged about it. */
async function running(text: string) {
  const workingDir = temporaryFolder();
  const file = path.join(workingDir, "shimmy.toml");
  writeFileSync(file, text);
  let tell: (trigger: "SIGHUP" | "file") => void = () => {};
  const parts = fakeServerParts({});
  const fake = fakeContext({
    serverParts: {
      ...parts,
      watchConfig: ({ onChange }) => {
        tell = onChange;
        return { follow: () => {}, close: () => {} };
      },
    },
  });
  const context = { ...fake, workingDir, homeDir: workingDir, environment: {} };
  const invocation = new Invocation([], {});
  const started = loadSettings(invocation, context, { forServer: true });
  const logger = await parts.createLogger(started.config);
  const taken: ShimmyConfig[] = [];
  const service = {
    ...fakeService(started.config, parts.events, {}),
    reconfigure: async (config: ShimmyConfig) => {
      taken.push(config);
    },
  };
  const reload = reloadOnChange({ invocation, context, started, service, logger });
  const change = async (next: string | undefined, awaited: RegExp): Promise<string> => {
    const before = parts.logged.length;
    if (next === undefined) rmSync(file);
    else writeFileSync(file, next);
    tell("SIGHUP");
    return await eventually(
      () => parts.logged.slice(before).join(""),
      (logged) => awaited.test(logged),
    );
  };
  return { change, taken, logger, reload, events: parts.events };
}

it("puts in force what can change, and tells what needs a restart", async () => {
  const { change, taken, logger, events } = await running("[engine]\nslots = 2\n");
  await change(
    '[engine]\nslots = 3\n[log]\nlog_level = "debug"\n[server]\nbind = "127.0.0.1:9"\n[lifecycle]\npreload = ["tiny"]\n',
    /need a restart: server\.bind/,
  );
  expect(taken).toHaveLength(1);
  expect(taken[0]).toMatchObject({ slots: 3, bind: { port: 11435, explicit: false } });
  expect(logger.level).toBe("debug");
  expect(events).toEqual(["load tiny"]);
});

it("says so where nothing has changed", async () => {
  const { change, taken } = await running("[engine]\nslots = 2\n");
  await change("engine.slots = 2\n", /nothing has changed/);
  expect(taken).toEqual([]);
});

it.each([
  ["[engine]\nslots = 0\n", /stays in force: shimmy\.toml:2:9: engine\.slots must be/],
  [
    '[models.a]\ntemplate = "{% if %}"\n',
    /stays in force: shimmy\.toml:2:12: models\.a\.template cannot be used/,
  ],
  [undefined, /stays in force: The configuration file .* is gone/],
])("changes nothing where the file is wrong: %j", async (text, message) => {
  const { change, taken } = await running("[engine]\nslots = 2\n");
  await change(text, message);
  expect(taken).toEqual([]);
  await change("[engine]\nslots = 4\n", /configuration reloaded/);
  expect(taken[0]?.slots).toBe(4);
});

it("serves on where a model to preload is not there", async () => {
  const { change, taken } = await running("");
  await change('[lifecycle]\npreload = ["absent"]\n', /was not found/);
  await change("[engine]\nslots = 3\n", /configuration reloaded/);
  expect(taken.map(({ preload }) => preload)).toEqual([["absent"], []]);
  expect(taken[1]?.slots).toBe(3);
});
