import { spawn } from "node:child_process";
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { mainHelp } from "../../src/cli/help-text.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const SOURCES = [
  "src",
  "scripts",
  "package.json",
  "package-lock.json",
  "tsconfig.json",
  "tsconfig.build.json",
];

let clone: string;

beforeAll(() => {
  clone = mkdtempSync(path.join(os.tmpdir(), "shimmy-clone-"));
  for (const name of SOURCES)
    cpSync(path.join(repository, name), path.join(clone, name), { recursive: true });
  symlinkSync(path.join(repository, "node_modules"), path.join(clone, "node_modules"), "junction");
  writeFileSync(path.join(clone, "src", "extra.ts"), "export const extra = 1;\n");
});

afterAll(() => {
  rmSync(clone, { recursive: true, force: true });
});

interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

async function runNode(...args: readonly string[]): Promise<Outcome> {
  // what the person who runs the tests has set must not change what they see
  const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith("SHIMMY_")));
  const child = spawn(process.execPath, args, { env, stdio: ["ignore", "pipe", "pipe"] });
  let stdout = "";
  let stderr = "";
  child.stdout.on("data", (chunk) => {
    stdout += String(chunk);
  });
  child.stderr.on("data", (chunk) => {
    stderr += String(chunk);
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.once("error", reject);
    child.once("close", resolve);
  });
  return { code, stdout, stderr };
}

const start = (...args: readonly string[]) => runNode(path.join(clone, "scripts", "start.mjs"), ...args);
const inDist = (...parts: readonly string[]) => path.join(clone, "dist", ...parts);

/** The built program in a folder of its own, where only the named packages can be found. */
function buildWithPackages(...packages: readonly string[]): string {
  const folder = path.join(clone, `only-${packages.join("-")}`);
  mkdirSync(path.join(folder, "node_modules"), { recursive: true });
  cpSync(inDist(), path.join(folder, "dist"), { recursive: true });
  cpSync(path.join(clone, "package.json"), path.join(folder, "package.json"));
  for (const name of packages) {
    symlinkSync(
      path.join(repository, "node_modules", name),
      path.join(folder, "node_modules", name),
      "junction",
    );
  }
  return path.join(folder, "dist", "bin.js");
}

describe("npm start", () => {
  it("builds once, however many start at the same time, and passes arguments on", async () => {
    const outcomes = await Promise.all([start("--help"), start("--help"), start("--help")]);
    for (const { code, stdout } of outcomes) {
      expect(code).toBe(0);
      expect(stdout).toContain("Usage: shimmy serve");
    }
    expect(outcomes.filter(({ stderr }) => stderr.includes("Building Shimmy"))).toHaveLength(1);
  });

  it("says nothing when there is nothing to do", async () => {
    expect((await start("--help")).stderr).toBe("");
  });

  it("builds again when a source is gone, and removes what belongs to none", async () => {
    expect(existsSync(inDist("extra.js"))).toBe(true);
    rmSync(path.join(clone, "src", "extra.ts"));
    mkdirSync(inDist(".next-abandoned"));
    expect((await start("--help")).stderr).toContain("Building Shimmy");
    expect(existsSync(inDist("extra.js"))).toBe(false);
    expect(readdirSync(inDist()).filter((name) => name.startsWith(".next-"))).toEqual([]);
  });

  it("passes the exit code of a wrong argument on", async () => {
    const { code, stderr } = await start("--bnid", "127.0.0.1:0");
    expect(code).toBe(2);
    expect(stderr).toBe(
      "shimmy: Unknown flag --bnid for shimmy serve. Did you mean --bind? shimmy serve --help shows what it takes.\n",
    );
  });
});

describe("the built program", () => {
  it("answers help and version without any package", async () => {
    const program = buildWithPackages();
    for (const args of [["--help"], ["-h"], ["help"], []]) {
      expect(await runNode(program, ...args)).toEqual({ code: 0, stdout: mainHelp(), stderr: "" });
    }
    expect((await runNode(program, "--version")).stdout).toMatch(/^\d+\.\d+\.\d+\n$/);
  });

  it("lists models with commander alone: no schema, log, metrics or HTTP library", async () => {
    const { code, stderr } = await runNode(buildWithPackages("commander"), "list", "--json");
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
  });
});
