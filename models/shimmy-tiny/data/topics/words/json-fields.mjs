import { fieldKinds } from "./json-words.mjs";
import { capital, madeUpWord } from "./tool-values.mjs";

const kindNames = Object.keys(fieldKinds);

/** Fields with different keys: [key, value] each. */
export function drawFields(random, count) {
  const fields = new Map();
  while (fields.size < count) {
    const odd = random.chance(0.1);
    const [keys, make] = fieldKinds[random.pick(kindNames)];
    const key = odd ? madeUpWord(random) : random.pick(keys);
    if (!fields.has(key))
      fields.set(key, odd && random.chance(0.5) ? capital(madeUpWord(random)) : make(random));
  }
  return [...fields];
}

/** "a, b and c" or "a, b, c". */
export function joined(random, parts) {
  if (parts.length < 2 || random.chance(0.35)) return parts.join(", ");
  return `${parts.slice(0, -1).join(", ")} and ${parts[parts.length - 1]}`;
}

const pairStyles = [
  (key, value) => `${key} ${value}`,
  (key, value) => `${key} ${value}`,
  (key, value) => `${key}: ${value}`,
  (key, value) => `${key} = ${value}`,
  (key, value) => `${key} is ${value}`,
  (key, value) => `the ${key} ${value}`,
  (key, value) => `"${key}" ${value}`,
  (key, value) => `${key} set to ${value}`,
];

const said = (value, quoted) => (quoted && typeof value === "string" ? `"${value}"` : String(value));

/** Fields as people say them. */
export function sayFields(random, fields) {
  const style = random.pick(pairStyles);
  const quoted = random.chance(0.15);
  const parts = fields.map(([key, value]) => style(key, said(value, quoted)));
  return joined(random, parts);
}
