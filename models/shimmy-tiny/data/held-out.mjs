import { readFileSync } from "node:fs";

const heldOut = heldOutPrompts();

/** Whether a sample asks what the exam asks: such a sample must not be learnt from. */
export function isHeldOut(sample) {
  if (!("messages" in sample)) return false;
  return sample.messages.some(({ role, content }) => role === "user" && heldOut.has(bare(content)));
}

/**
 * Every prompt of the exam, case and punctuation taken off.
 *
 * @public for the test of the data
 */
export function heldOutPrompts() {
  const { groups } = JSON.parse(readFileSync(new URL("../eval/rubric.json", import.meta.url), "utf8"));
  const asked = groups.flatMap(({ items }) => items.flatMap((item) => item.turns ?? [item]));
  return new Set(asked.map(({ prompt }) => bare(prompt)));
}

function bare(text) {
  return text
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, " ")
    .trim();
}
