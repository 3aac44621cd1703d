// npm test -- ARGS: installs and builds what is missing, then runs `vitest run ARGS`.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkNode } from "./check-node.mjs";

checkNode();
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
try {
  const { ensureInstalled } = await import("./ensure-installed.mjs");
  const { ensureBuilt } = await import("./ensure-built.mjs");
  await ensureInstalled(root);
  await ensureBuilt(root);
  const { runChild } = await import("./run-child.mjs");
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  await runChild(process.execPath, [vitest, "run", ...process.argv.slice(2)], {
    cwd: root,
    stdio: "inherit",
  });
} catch (error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}
