import { spawn } from "node:child_process";

/** Runs a program with its output on standard error, and rejects when it fails. */
export async function runChild(command, args, options = {}) {
  const child = spawn(command, args, { stdio: ["ignore", process.stderr, process.stderr], ...options });
  const { code, signal } = await new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (exitCode, exitSignal) => resolve({ code: exitCode, signal: exitSignal }));
  });
  if (code !== 0) throw new Error(`${[command, ...args].join(" ")} ended with ${signal ?? `code ${code}`}.`);
}
