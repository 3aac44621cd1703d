import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fakeContext } from "../../test/helpers/fake-command-context.ts";
import { temporaryFolder } from "../../test/helpers/temporary-folder.ts";
import { Invocation } from "./invocation.ts";
import { readConfig } from "./read-config.ts";
import { readConfigQuickly } from "./read-config-quickly.ts";

function world(toml?: string) {
  const folder = temporaryFolder();
  const file = join(folder, "config.toml");
  if (toml !== undefined) writeFileSync(file, toml);
  const environment = { SHIMMY_THREDS: "2", ...(toml !== undefined && { SHIMMY_CONFIG: file }) };
  const context = { ...fakeContext({ environment }), workingDir: folder, homeDir: folder };
  const invocation = new Invocation([], {});
  return { context, invocation };
}

describe("a configuration that is read quickly", () => {
  it.each([
    ["without a file", undefined],
    ["with one", '[engine]\nslots = 3\n[discovery]\nmodel_dirs = ["mine"]\n'],
  ])("%s is the one that every command has, with its warnings", async (_, toml) => {
    const { context, invocation } = world(toml);
    const config = await readConfigQuickly(invocation, context);
    const noted = context.terminal.noted();
    expect(noted).toContain("SHIMMY_THREDS");
    expect(config).toEqual(readConfig(invocation, context));
    expect(context.terminal.noted()).toBe(noted + noted);
  });

  it("refuses a file that is wrong", async () => {
    const { context, invocation } = world("[engine]\nslots = 0\n");
    await expect(readConfigQuickly(invocation, context)).rejects.toThrow("slots must be");
  });
});
