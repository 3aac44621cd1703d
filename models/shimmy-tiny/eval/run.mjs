// npm run eval:tiny -- OPTIONS: puts the 60 held-out items of rubric.json to the built-in model and prints how it did.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { parseArgs } from "node:util";
import { ensureBuilt } from "../../../scripts/ensure-built.mjs";
import { renderPrompt } from "../data/render.mjs";
import { ask } from "./ask.mjs";
import { grade } from "./grade.mjs";
import { itemText, markdownTable, score, textTable } from "./print-table.mjs";

const USAGE = `npm run eval:tiny -- [options]

  --model FILE   another GGUF file than shimmy-tiny.gguf
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
      threads: { type: "string", default: "1" },
      verbose: { type: "boolean", default: false },
      markdown: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const threads = Number(values.threads);
  if (!Number.isInteger(threads) || threads < 1) throw new Error("--threads must be a whole number from 1.");
  if (!values.help && !existsSync(values.model)) throw new Error(`There is no file ${values.model}.`);
  return { ...values, threads };
}

/** One item after the other in one slot: what else runs at once cannot change a greedy answer. */
async function examine({ model: basePath, threads }) {
  await ensureBuilt(root);
  const { ShimmyUniversalEngine } = await import(pathToFileURL(path.join(root, "dist", "index.js")).href);
  const { groups } = JSON.parse(readFileSync(path.join(folder, "rubric.json"), "utf8"));
  const model = await new ShimmyUniversalEngine().load({
    name: "eval",
    backend: { kind: "gguf", basePath },
    device: "cpu",
    threads,
    slots: 1,
  });
  try {
    warnOfOtherTemplate(model);
    const results = [];
    for (const group of groups) results.push({ group, results: await examineGroup(model, group) });
    return results;
  } finally {
    await model.unload();
  }
}

async function examineGroup(model, { kind, items }) {
  const results = [];
  for (const item of items) {
    const answers = await ask(model, item);
    results.push({ item, answers, problems: grade(kind, item, answers) });
  }
  return results;
}

/** Tool prompts are rendered here: with a model of another format their result would mean nothing. */
function warnOfOtherTemplate(model) {
  const messages = [
    { role: "system", content: "A" },
    { role: "user", content: "B" },
  ];
  if (model.render({ kind: "messages", messages }) === renderPrompt(messages)) return;
  process.stderr.write(
    "Note: the model's chat template is not that of shimmy-tiny; do not trust the tool calls.\n",
  );
}

function details(groups, verbose) {
  const shown = groups.flatMap(({ results }) => results).filter((r) => verbose || r.problems.length > 0);
  return shown.map((result) => `${itemText(result)}\n`).join("");
}
