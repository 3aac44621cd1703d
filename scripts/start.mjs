// npm start -- ARGS: installs and builds what is missing, then runs `shimmy serve ARGS` in this process.
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { checkNode } from "./check-node.mjs";

checkNode();
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const program = path.join(root, "dist", "bin.js");
try {
  const { ensureInstalled } = await import("./ensure-installed.mjs");
  const { ensureBuilt } = await import("./ensure-built.mjs");
  await ensureInstalled(root);
  await ensureBuilt(root);
} catch (error) {
  process.stderr.write(`Shimmy cannot start: ${error.message}\n`);
  process.exit(1);
}
stopWithParent();
process.argv = [process.execPath, program, "serve", ...process.argv.slice(2)];
await import(pathToFileURL(program).href);

/**
 * A SIGTERM sent to npm ends npm alone: without this the server would go on unseen. Where a signal came to
 * this process too, as Ctrl-C does, the server stops already, and a second signal would cut its drain short.
 */
function stopWithParent() {
  if (process.env.npm_lifecycle_event === undefined || process.platform === "win32") return;
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, "SIGTERM");
  }, 500);
  watch.unref();
  for (const signal of ["SIGINT", "SIGTERM"]) process.once(signal, () => clearInterval(watch));
}
