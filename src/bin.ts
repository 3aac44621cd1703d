#!/usr/bin/env node
import { writeSync } from "node:fs";

const STDOUT_FD = 1;

/**
 * Answers help and version without loading the program: commander and what hangs on it would double the time.
 * Undefined when the arguments ask for anything else.
 */
async function quickAnswer(args: readonly string[]): Promise<string | undefined> {
  const [first] = args;
  if (args.length > 1) return undefined;
  if (first === undefined || first === "--help" || first === "-h" || first === "help") {
    return (await import("./cli/help-text.ts")).mainHelp();
  }
  if (first === "--version" || first === "-V") return `${(await import("./cli/version.ts")).readVersion()}\n`;
  return undefined;
}

function writeQuickly(text: string): void {
  try {
    writeSync(STDOUT_FD, text);
  } catch {
    // A full pipe (EAGAIN) gets the text through the slower way; a closed one has nobody left to read it.
    process.stdout.on("error", () => process.exit(0)).write(text);
  }
}

const args = process.argv.slice(2);
const answer = await quickAnswer(args);
if (answer === undefined) {
  const { runProcess } = await import("./cli/run-process.ts");
  await runProcess(args);
} else {
  writeQuickly(answer);
}
