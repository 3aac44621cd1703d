// Writes the training data of shimmy-tiny as JSON lines, one sample a line:
// [given, learnt, given, learnt, …]. The same seed and number give the same bytes.
//
//   node models/shimmy-tiny/data/generate.mjs --samples 500000 --seed 1 --out data.jsonl
import { createWriteStream, readFileSync } from "node:fs";
import { once } from "node:events";
import { parseArgs } from "node:util";
import { mixture } from "./mix.mjs";
import { seededRandom } from "./random.mjs";
import { renderSample } from "./render.mjs";

/** Characters of a sample beyond which it would not fit into the context of 2,048 tokens. */
const LONGEST_SAMPLE = 7_000;

const { values } = parseArgs({
  options: {
    samples: { type: "string", default: "500000" },
    seed: { type: "string", default: "1" },
    out: { type: "string", default: "data.jsonl" },
  },
});

const heldOut = heldOutPrompts();
const next = mixture(seededRandom(Number(values.seed)));
const file = createWriteStream(values.out);
const counts = { written: 0, heldOut: 0, tooLong: 0, characters: 0 };
while (counts.written < Number(values.samples)) {
  const sample = next();
  if (isHeldOut(sample)) {
    counts.heldOut += 1;
    continue;
  }
  const pieces = renderSample(sample);
  const length = pieces.join("").length;
  if (length > LONGEST_SAMPLE) {
    counts.tooLong += 1;
    continue;
  }
  counts.written += 1;
  counts.characters += length;
  if (!file.write(`${JSON.stringify(pieces)}\n`)) await once(file, "drain");
}
file.end();
await once(file, "finish");
console.log(counts);

/** Every prompt of the examination: it must be answered without having been seen. */
function heldOutPrompts() {
  const rubric = JSON.parse(readFileSync(new URL("../eval/rubric.json", import.meta.url), "utf8"));
  const prompts = new Set();
  const collect = (value, key) => {
    if (typeof value === "string" && (key === "prompt" || key === "user")) prompts.add(bare(value));
    else if (value !== null && typeof value === "object") {
      for (const [name, member] of Object.entries(value)) collect(member, Array.isArray(value) ? key : name);
    }
  };
  collect(rubric, "");
  return prompts;
}

function isHeldOut(sample) {
  return "messages" in sample && sample.messages.some(({ role, content }) => role === "user" && heldOut.has(bare(content)));
}

function bare(text) {
  return text.toLowerCase().replace(/[^a-z0-9]+/g, " ").trim();
}
