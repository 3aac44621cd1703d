import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { mainHelp } from "./cli/help-text.ts";
import { readVersion } from "./cli/version.ts";

const written: string[] = [];
const ran: (readonly string[])[] = [];
let pipeIsFull = false;

vi.mock("node:fs", async (original) => ({
  ...(await original<typeof import("node:fs")>()),
  writeSync: (_fd: number, text: string) => {
    if (pipeIsFull) throw new Error("EAGAIN");
    written.push(text);
  },
}));
vi.mock("./cli/run-process.ts", () => ({
  runProcess: async (args: readonly string[]) => {
    ran.push(args);
  },
}));

const argv = [...process.argv];
beforeEach(() => {
  vi.resetModules();
  written.length = 0;
  ran.length = 0;
  pipeIsFull = false;
});
afterEach(() => {
  process.argv = argv;
  vi.restoreAllMocks();
});

async function run(...args: string[]): Promise<void> {
  process.argv = ["node", "shimmy", ...args];
  await import("./bin.ts");
}

test.each([[], ["--help"], ["-h"], ["help"]])(
  "answers %j with the help, without the program",
  async (...args) => {
    await run(...args);
    expect(written).toEqual([mainHelp()]);
    expect(ran).toEqual([]);
  },
);

test.each(["--version", "-V"])("answers %s with the version", async (flag) => {
  await run(flag);
  expect(written).toEqual([`${readVersion()}\n`]);
});

test("hands everything else to the program", async () => {
  await run("list", "--help");
  expect(ran).toEqual([["list", "--help"]]);
});

test("writes the slower way into a pipe that is full", async () => {
  pipeIsFull = true;
  const slower = vi.spyOn(process.stdout, "write").mockReturnValue(true);
  await run("--version");
  expect(slower).toHaveBeenCalledWith(`${readVersion()}\n`);
});
