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
process.argv = [process.execPath, program, "serve", ...process.argv.slice(2)];
await import(pathToFileURL(program).href);
