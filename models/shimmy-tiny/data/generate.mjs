// Writes the training data of shimmy-tiny as JSON lines, one sample a line:
// [given, learnt, given, learnt, …]. The same seed and number give the same bytes.
//
//   node models/shimmy-tiny/data/generate.mjs --samples 500000 --seed 1 --out data.jsonl

import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { parseArgs } from "node:util";
import { isHeldOut } from "./held-out.mjs";
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
