import { anyName } from "./words/names.mjs";

/** Letters that words are made of: ever new words can only be copied, never remembered. */
const CONSONANTS = [
  ..."bcdfghjklmnprstvwz",
  "br",
  "ch",
  "cl",
  "dr",
  "fl",
  "gr",
  "pl",
  "sh",
  "sp",
  "st",
  "th",
  "tr",
];
const VOWELS = [..."aeiou", "ai", "ea", "ee", "oo", "ou"];
const FRAMES = [
  "Repeat after me: {x}",
  "Repeat: {x}",
  "Say this: {x}",
  "Say {x}",
  "Echo {x}",
  "Write exactly this: {x}",
  "Please repeat the following.\n{x}",
  "Copy this line: {x}",
  "Type {x}",
  "Give this back to me: {x}",
  "Repeat what I say: {x}",
  "Say after me: {x}",
  "Only answer with these words: {x}",
  "Say the words {x}",
  'Say "{x}"',
  'Answer with "{x}"',
  'Repeat the text "{x}"',
  "Your answer must be: {x}",
  "parrot this: {x}",
]; // prettier-ignore

/**
 * Something to repeat word for word. It teaches copying itself, on which names, tool calls and JSON depend.
 *
 * @param {import("../random.mjs").Random} random
 * @returns {{messages: import("../render.mjs").Message[]}}
 */
export function echo(random) {
  const text = words(random, random.integer(1, 8));
  return {
    messages: [
      { role: "user", content: random.pick(FRAMES).replace("{x}", () => text) },
      { role: "assistant", content: text },
    ],
  };
}

/**
 * The same line several times, without a conversation around it.
 *
 * @param {import("../random.mjs").Random} random
 * @returns {{text: string}}
 */
export function rawEcho(random) {
  const line = words(random, random.integer(4, 14));
  return { text: Array(random.integer(2, 4)).fill(line).join("\n") };
}

function words(random, count) {
  return Array.from({ length: count }, () => word(random)).join(" ");
}

function word(random) {
  const kind = random.next();
  if (kind < 0.2) return anyName(random);
  if (kind < 0.3) return String(random.integer(0, random.pick([9, 99, 9999])));
  const syllables = Array.from({ length: random.integer(1, 3) }, () => syllable(random)).join("");
  if (kind < 0.4) return syllables.charAt(0).toUpperCase() + syllables.slice(1);
  if (kind < 0.45) return `${syllables}_${syllable(random)}`;
  return syllables;
}

function syllable(random) {
  const end = random.chance(0.4) ? random.pick(CONSONANTS.slice(0, 18)) : "";
  return `${random.pick(CONSONANTS)}${random.pick(VOWELS)}${end}`;
}
