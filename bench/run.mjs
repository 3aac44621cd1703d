// Node 20 does not run TypeScript, so the bench compiles itself (without a type check: that is `npm run types`)
// into a cache folder beside the dependencies, and starts from there.
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

const benchDir = dirname(fileURLToPath(import.meta.url));
const outDir = join(benchDir, "..", "node_modules", ".cache", "shimmy-bench");
const compiler = createRequire(import.meta.url).resolve("typescript/bin/tsc");

mkdirSync(outDir, { recursive: true });
writeFileSync(join(outDir, "package.json"), '{ "type": "module" }\n');
const compiled = spawnSync(process.execPath, [compiler, "-p", benchDir, "--noCheck", "--outDir", outDir], {
  stdio: "inherit",
});
if (compiled.status === 0) {
  const { main } = await import(pathToFileURL(join(outDir, "main.js")).href);
  process.exitCode = await main(process.argv.slice(2), join(benchDir, ".."));
} else {
  process.exitCode = 1;
}
