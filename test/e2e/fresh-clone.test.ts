import { execFileSync } from "node:child_process";
import { existsSync, symlinkSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { expect, it } from "vitest";
import { launchCommand, REPOSITORY } from "../helpers/built-command.ts";
import { needing } from "../helpers/needing.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

/** `SHIMMY_TEST_CLONE=1 npm test -- test/e2e/fresh-clone.test.ts` installs from the registry too, which takes minutes. */
const installs = process.env.SHIMMY_TEST_CLONE === "1";
const LONGEST_MS = installs ? 15 * 60_000 : 120_000;

/** Why there is nothing to clone here; undefined when there is. */
function obstacle(): string | undefined {
  try {
    execFileSync("git", ["-C", REPOSITORY, "rev-parse", "--verify", "HEAD"], { stdio: "ignore" });
    return undefined;
  } catch {
    return "git is absent, or this folder is no clone of its own";
  }
}

needing(obstacle()).describe("a fresh clone", () => {
  it("is built and serves with npm start and the arguments after --", { timeout: LONGEST_MS }, async () => {
    const clone = path.join(temporaryFolder(), "clone");
    execFileSync("git", ["clone", "--quiet", "--depth", "1", `file://${REPOSITORY}`, clone], {
      stdio: "pipe",
    });
    if (!installs) {
      symlinkSync(path.join(REPOSITORY, "node_modules"), path.join(clone, "node_modules"), "junction");
    }
    const command = launchCommand(["start", "--", "--bind", "127.0.0.1:0"], {
      program: ["npm"],
      workingDir: clone,
      // The registry is configured in the user's own home; the build keeps its lock among temporary files.
      env: { TMPDIR: temporaryFolder(), ...(installs && { HOME: os.homedir() }) },
    });
    const [, url] = await command.seen("stdout", /listens on (http:\/\/127\.0\.0\.1:\d+)/, LONGEST_MS);
    expect(command.stderr()).toContain("Building Shimmy");
    expect(command.stderr().includes("Installing packages")).toBe(installs);
    const health = JSON.parse(await (await fetch(`${url}/health`)).text());
    const hasBuiltin = existsSync(path.join(clone, "models", "shimmy-tiny", "shimmy-tiny.gguf"));
    const models = { builtin: hasBuiltin ? 1 : 0, discovered: 0, registered: 0 };
    expect(health).toMatchObject({ status: "ok", service: "shimmy", models });
    command.signal("SIGINT", "group");
    await command.exited;
    await command.gone();
    expect(command.stderr()).toContain("Stopping; ");
  });
});
