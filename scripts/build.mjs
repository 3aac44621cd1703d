// npm run build: installs what is missing and builds dist/ with all checks of types.
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkNode } from "./check-node.mjs";

checkNode();
const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
try {
  const { ensureInstalled } = await import("./ensure-installed.mjs");
  const { buildAnew } = await import("./ensure-built.mjs");
  await ensureInstalled(root);
  await buildAnew(root);
} catch (error) {
  process.stderr.write(`The build failed: ${error.message}\n`);
  process.exit(1);
}
