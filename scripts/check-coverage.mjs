// Fails when a folder of src/ has less than 85 % of its lines or branches covered by the last test run with coverage.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

const REQUIRED_PERCENT = 85;

const SUMMARY = "coverage/coverage-summary.json";
if (!existsSync(SUMMARY)) {
  console.error("No coverage was recorded: run npm test -- --coverage.enabled first.");
  process.exit(1);
}
const summary = JSON.parse(readFileSync(SUMMARY, "utf8"));
const folders = new Map();
for (const [file, figures] of Object.entries(summary)) {
  if (file === "total") continue;
  const folder = path.relative(process.cwd(), path.dirname(file));
  const sums = folders.get(folder) ?? { lines: { covered: 0, total: 0 }, branches: { covered: 0, total: 0 } };
  for (const kind of ["lines", "branches"]) {
    sums[kind].covered += figures[kind].covered;
    sums[kind].total += figures[kind].total;
  }
  folders.set(folder, sums);
}

const percent = ({ covered, total }) => (total === 0 ? 100 : (100 * covered) / total);
let short = 0;
for (const [folder, sums] of [...folders].sort(([a], [b]) => a.localeCompare(b))) {
  const [lines, branches] = [percent(sums.lines), percent(sums.branches)];
  const low = lines < REQUIRED_PERCENT || branches < REQUIRED_PERCENT;
  if (low) short++;
  console.log(
    `${low ? "LOW " : "    "}${folder.padEnd(32)} lines ${lines.toFixed(1).padStart(5)} %  branches ${branches.toFixed(1).padStart(5)} %`,
  );
}
if (short > 0) {
  console.error(`${short} folders have less than ${REQUIRED_PERCENT} % of their lines or branches covered.`);
  process.exit(1);
}
