// Checks the import direction with dependency-cruiser, and that it really saw the sources: without a
// parser for them it would pass on nothing.
import { execFileSync } from "node:child_process";

const FEWEST_MODULES = 100;

const run = (type) =>
  execFileSync(
    "node_modules/.bin/depcruise",
    ["--config", ".dependency-cruiser.mjs", "--output-type", type, "src"],
    {
      encoding: "utf8",
      maxBuffer: 64 * 1024 * 1024,
      shell: process.platform === "win32",
    },
  );

let report;
try {
  report = JSON.parse(run("json"));
} catch (error) {
  // it exits with the number of violations; its report stands on stdout all the same
  report = JSON.parse(error.stdout);
}
const seen = report.modules.filter(({ source }) => source.startsWith("src/")).length;
for (const { rule, from, to } of report.summary.violations) console.error(`${rule.name}: ${from} → ${to}`);
if (report.summary.violations.length > 0) process.exit(1);
if (seen < FEWEST_MODULES) {
  console.error(`Only ${seen} modules were seen: the check cannot be trusted.`);
  process.exit(1);
}
console.log(`no layer violations among ${seen} modules`);
