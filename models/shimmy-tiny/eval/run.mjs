// npm run eval:tiny -- OPTIONS: puts the 60 held-out items of rubric.json to the built-in model and prints how it did.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureBuilt } from "../../../scripts/ensure-built.mjs";
import { ask } from "./ask.mjs";
import { demandsOf, grade } from "./grade.mjs";
import { itemText, markdownTable, score, textTable } from "./print-table.mjs";

const USAGE = `npm run eval:tiny -- [options]

  --model FILE   another GGUF file than shimmy-tiny.gguf
  --rubric FILE  other prompts than rubric.json, such as unseen-tools.json beside it
  --threads N    CPU threads (1)
  --verbose      prints every item, not the failed ones only
  --markdown     prints nothing but the table, for the model card

Exit code: 0 when every bar is met, 1 when one is missed, 2 for wrong usage.
`;

const folder = path.dirname(fileURLToPath(import.meta.url));
const root = path.resolve(folder, "../../..");

process.exitCode = await main(process.argv.slice(2));

async function main(args) {
  let options;
  try {
    options = readOptions(args);
  } catch (error) {
    process.stderr.write(`${error.message}\n\n${USAGE}`);
    return 2;
  }
  if (options.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const groups = await examine(options);
  const table = options.markdown ? markdownTable(groups) : textTable(groups);
  process.stdout.write(options.markdown ? table : `${details(groups, options.verbose)}${table}`);
  return groups.every((group) => score(group).met) ? 0 : 1;
}

function readOptions(args) {
  const { values } = parseArgs({
    args,
    options: {
      model: { type: "string", default: path.join(folder, "..", "shimmy-tiny.gguf") },
      rubric: { type: "string", default: path.join(folder, "rubric.json") },
      threads: { type: "string", default: "1" },
      verbose: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) throw new Error("--threads must be a whole number from 1.");
  const missing = [values.model, values.rubric].find((file) => !existsSync(file));
  if (!values.help && missing !== undefined) throw new Error(`There is no file ${missing}.`);
  return { ...values, threads };
}

/** One item after the other in one slot: what else runs at once cannot change a greedy answer. */
async function examine({ model: basePath, rubric, threads }) {
  await ensureBuilt(root);
  const { ShimmyUniversalEngine } = await import(pathToFileURL(path.join(root, "dist", "index.js")).href);
  const { groups } = JSON.parse(readFileSync(rubric, "utf8"));
  const model = await new ShimmyUniversalEngine().load({
    name: "eval",
    backend: { kind: "gguf", basePath },
    device: "cpu",
    threads,
    slots: 1,
  });
  try {
    const results = [];
    for (const group of groups) results.push(...(await examineGroup(model, group)));
    return results;
  } finally {
    await model.unload();
  }
}

async function examineGroup(model, group) {
  const asked = [];
  for (const item of group.items) asked.push({ item, answers: await ask(model, item) });
  return demandsOf(group).map((demand) => ({
    group: demand,
    results: asked.map((one) => ({ ...one, problems: grade(demand.kind, one.item, one.answers) })),
  }));
}

function details(groups, verbose) {
  const shown = groups.flatMap(({ results }) => results).filter((r) => verbose || r.problems.length > 0);
  return shown.map((result) => `${itemText(result)}\n`).join("");
}
