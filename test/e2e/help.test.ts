import { copyFileSync, cpSync } from "node:fs";
import path from "node:path";
import { describe, expect, it } from "vitest";
import { COMMAND_SUMMARIES } from "../../src/cli/help-text.ts";
import { REPOSITORY, runCommand } from "../helpers/built-command.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";

/** Commands that look for no model on this machine. */
const WITHOUT_MODELS = ["ps", "stop", "completion", "init"];

describe("help", () => {
  it("and the version come without any installed package", async () => {
    const folder = temporaryFolder();
    cpSync(path.join(REPOSITORY, "dist"), path.join(folder, "dist"), { recursive: true });
    copyFileSync(path.join(REPOSITORY, "package.json"), path.join(folder, "package.json"));
    const program = [process.execPath, path.join(folder, "dist", "bin.js")] as const;
    const help = await runCommand(["--help"], { program });
    expect(help).toMatchObject({ code: 0, stderr: "" });
    for (const name of Object.keys(COMMAND_SUMMARIES)) expect(help.stdout).toContain(`\n  ${name} `);
    const version = await runCommand(["--version"], { program });
    expect(version).toMatchObject({ code: 0, stderr: "" });
    expect(version.stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it.each(Object.entries(COMMAND_SUMMARIES))(
    "of %s says what it does and what it takes",
    async (name, summary) => {
      const outcome = await runCommand([name, "--help"]);
      expect(outcome).toMatchObject({ code: 0, stderr: "" });
      expect(outcome.stdout).toMatch(new RegExp(`^Usage: shimmy ${name} `));
      expect(outcome.stdout).toContain(summary);
      if (!WITHOUT_MODELS.includes(name)) expect(outcome.stdout).toContain("--model-dirs <folders>");
    },
  );
});
