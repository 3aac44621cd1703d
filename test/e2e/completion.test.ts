import { spawnSync } from "node:child_process";
import { chmodSync, copyFileSync, mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { expect, inject, it, onTestFinished } from "vitest";
import { REPOSITORY } from "../helpers/built-command.ts";
import { lackOf, needing } from "../helpers/needing.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { openTerminal, WITHOUT_TMUX } from "../helpers/tmux.ts";
import { writeModelFolder } from "./model-folder.ts";

const PROGRAM = path.join(REPOSITORY, "dist", "bin.js");

/** A home with `shimmy` on its path and models that are found. */
async function prepare() {
  const home = temporaryFolder();
  const bin = path.join(home, "bin");
  mkdirSync(bin);
  const program = path.join(bin, "shimmy");
  writeFileSync(program, `#!/bin/sh\nexec '${process.execPath}' '${PROGRAM}' "$@"\n`);
  chmodSync(program, 0o755);
  const models = await writeModelFolder(inject("tinyModelPath"));
  for (const name of ["my model", "quo\"ted'one", "dollar$`one", "--help", "bell\u0007"]) {
    copyFileSync(inject("tinyModelPath"), path.join(models.path, `${name}.gguf`));
  }
  onTestFinished(() => models.remove());
  const env = {
    HOME: home,
    PATH: `${bin}:${process.env.PATH ?? ""}`,
    SHIMMY_MODEL_PATHS: models.path,
    SHIMMY_BUILTIN: "false",
    XDG_DATA_HOME: path.join(home, "data"),
    XDG_CONFIG_HOME: path.join(home, "config"),
    TERM: "xterm",
  };
  const aliases = spawnSync(program, ["cp", "tiny", "team/tiny:small", "--local"], { env, encoding: "utf8" });
  if (aliases.status !== 0) throw new Error(aliases.stderr);
  return { home, env };
}

type World = Awaited<ReturnType<typeof prepare>>;

needing(lackOf("bash")).describe("completion in bash", () => {
  /** What bash would put in place of the word under the cursor. */
  function complete(world: World, line: string): readonly string[] {
    const script = `source <(shimmy completion bash); COMP_LINE="$1"; COMP_POINT=\${#1}; _shimmy_completion; printf '%s\\n' "\${COMPREPLY[@]}"`;
    const { stdout, stderr } = spawnSync("bash", ["--norc", "-c", script, "bash", line], {
      env: world.env,
      cwd: world.home,
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    return stdout.trim().split("\n");
  }

  it("knows commands, flags, values and models", async () => {
    const world = await prepare();
    expect(complete(world, "shimmy dis")).toEqual(["discover"]);
    expect(complete(world, "shimmy list --sh")).toEqual(["--short"]);
    expect(complete(world, "shimmy serve --device g")).toEqual(["gpu"]);
    expect(complete(world, "shimmy probe lo")).toEqual(["long"]);
  });

  it("completes names with a colon, where bash begins another word", async () => {
    const world = await prepare();
    expect(complete(world, "shimmy probe team/tiny:s")).toEqual(["small"]);
    expect(complete(world, "shimmy serve --device=g")).toEqual(["gpu"]);
    expect(complete(world, "shimmy serve --preload=long,team/tiny:s")).toEqual(["small"]);
  });

  it("knows the actions of config, and each entry of a list", async () => {
    const world = await prepare();
    expect(complete(world, "shimmy config ")).toEqual(["check", "show", "schema"]);
    expect(complete(world, "shimmy init x --only ")).toEqual(["docker", "compose", "systemd", "kubernetes"]);
    expect(complete(world, "shimmy init x --only=docker,c")).toEqual(["docker,compose"]);
    expect(complete(world, "shimmy serve --preload long,lo")).toEqual([""]);
    expect(complete(world, "shimmy serve --preload tiny,lo")).toEqual(["tiny,long"]);
  });

  it("quotes names as the line has them, and leaves out what cannot be typed", async () => {
    const world = await prepare();
    expect(complete(world, "shimmy probe my")).toEqual(["my\\ model"]);
    expect(complete(world, "shimmy probe my\\ m")).toEqual(["my\\ model"]);
    expect(complete(world, 'shimmy probe "my m')).toEqual(["my model"]);
    expect(complete(world, "shimmy probe quo")).toEqual(["quo\\\"ted\\'one"]);
    expect(complete(world, "shimmy probe 'quo")).toEqual(["quo\"ted'\\''one"]);
    expect(complete(world, 'shimmy probe "dollar')).toEqual(["dollar\\$\\`one"]);
    expect(complete(world, "shimmy probe bell")).toEqual([""]);
    expect(complete(world, "shimmy probe -- --h")).toEqual(["--help"]);
    expect(complete(world, "shimmy probe ").filter((name) => name.startsWith("-"))).toEqual([]);
    expect(complete(world, "shimmy serve --preload --h")).toEqual(["--help"]);
  });

  it("leaves files and folders to bash", async () => {
    const world = await prepare();
    mkdirSync(path.join(world.home, "folder-of-mine"));
    writeFileSync(path.join(world.home, "file-of-mine"), "");
    expect(complete(world, "shimmy create x --file file-of")).toEqual(["file-of-mine"]);
    expect(complete(world, "shimmy serve --model-dirs f")).toEqual(["folder-of-mine"]);
  });

  needing(WITHOUT_TMUX).test("works by the Tab key", async () => {
    const world = await prepare();
    const terminal = openTerminal(["bash", "--norc"], { cwd: world.home, env: { ...world.env, PS1: "$ " } });
    terminal.literal("source <(shimmy completion bash)");
    terminal.keys("Enter");
    await terminal.shows(/\$ source .*\n\$ $/);
    for (const [typed, completed] of [
      ["shimmy probe team/tiny:s", /shimmy probe team\/tiny:small +$/m],
      ["shimmy probe my\\ m", /shimmy probe my\\ model +$/m],
      ['shimmy probe "my m', /shimmy probe "my model" +$/m],
      ["shimmy probe 'quo", /shimmy probe 'quo"ted'\\''one' +$/m],
      ["shimmy serve --preload=long,team/tiny:s", /--preload=long,team\/tiny:small +$/m],
      ["shimmy config c", /shimmy config check +$/m],
    ] as const) {
      terminal.literal(typed);
      terminal.keys("Tab");
      await terminal.shows(completed);
      terminal.keys("C-u");
    }
  });
});

needing(lackOf("fish")).describe("completion in fish", () => {
  it("knows commands, flags, values, models, files and folders", async () => {
    const { home, env } = await prepare();
    mkdirSync(path.join(home, "folder-of-mine"));
    writeFileSync(path.join(home, "file-of-mine"), "");
    const complete = (line: string): readonly string[] => {
      const script = "shimmy completion fish | source; complete -C $argv[1]";
      const { stdout, stderr } = spawnSync("fish", ["--no-config", "-c", script, line], {
        ...{ env, cwd: home, encoding: "utf8" },
      });
      expect(stderr).toBe("");
      return stdout.trim().split("\n");
    };
    expect(complete("shimmy dis")).toEqual(["discover\tsearch for models and show where each lies"]);
    expect(complete("shimmy list --sh")).toEqual(["--short\tprint names only"]);
    expect(complete("shimmy serve --device g")).toEqual(["gpu"]);
    expect(complete("shimmy probe team/tiny:s")).toEqual(["team/tiny:small\talias of tiny"]);
    expect(complete("shimmy config s").map((line) => line.split("\t")[0])).toEqual(["schema", "show"]);
    expect(complete("shimmy init x --only docker,k")).toEqual(["docker,kubernetes"]);
    expect(complete("shimmy probe my\\ m")).toEqual(["my model\tllama F32"]);
    expect(complete("shimmy probe 'my m")).toEqual(["my model\tllama F32"]);
    expect(complete("shimmy probe quo")).toEqual(["quo\"ted'one\tllama F32"]);
    expect(complete("shimmy probe bell")).toEqual([""]);
    expect(complete("shimmy serve --preload=long,ti")).toEqual(["--preload=long,tiny\tllama F32"]);
    expect(complete("shimmy serve --base-gguf=file-of")).toEqual(["--base-gguf=file-of-mine"]);
    expect(complete("shimmy create x --file file-of")).toEqual(["file-of-mine"]);
    expect(complete("shimmy serve --model-dirs folder")).toEqual(["folder-of-mine/"]);
  });
});

needing(lackOf("zsh"), WITHOUT_TMUX).describe("completion in zsh", () => {
  it("knows commands, flags, values, models and files", async () => {
    const { home, env } = await prepare();
    writeFileSync(path.join(home, "file-of-mine"), "");
    const terminal = openTerminal(["zsh", "-f"], { cwd: home, env: { ...env, PS1: "$ " } });
    terminal.literal(
      "autoload -Uz compinit; compinit -u -D; source <(shimmy completion zsh); clear; echo ready",
    );
    terminal.keys("Enter");
    await terminal.shows(/^ready\n\$ $/m);
    const cases: readonly (readonly [typed: string, completed: RegExp])[] = [
      ["shimmy dis", /^\$ shimmy discover +$/m],
      ["shimmy list --sh", /^\$ shimmy list --short +$/m],
      ["shimmy serve --device g", /^\$ shimmy serve --device gpu +$/m],
      ["shimmy probe team/tiny:s", /^\$ shimmy probe team\/tiny:small +$/m],
      ["shimmy config c", /^\$ shimmy config check +$/m],
      ["shimmy init x --only docker,k", /^\$ shimmy init x --only docker,kubernetes +$/m],
      ["shimmy serve --preload=long,team/tiny:s", /^\$ shimmy serve --preload=long,team\/tiny:small +$/m],
      ["shimmy probe my\\ m", /^\$ shimmy probe my\\ model +$/m],
      ['shimmy probe "my m', /^\$ shimmy probe "my model" +$/m],
      ["shimmy probe quo", /^\$ shimmy probe quo\\"ted\\'one +$/m],
      ["shimmy serve --base-gguf=file-of", /^\$ shimmy serve --base-gguf=file-of-mine +$/m],
      ["shimmy create x --file file-of", /^\$ shimmy create x --file file-of-mine +$/m],
    ];
    for (const [typed, completed] of cases) {
      terminal.literal(typed);
      terminal.keys("Tab");
      await terminal.shows(completed);
      terminal.keys("C-u");
    }
    terminal.literal("shimmy s");
    terminal.keys("Tab");
    await terminal.shows(/serve {2}serve models over HTTP and WebSocket/);
  });
});
