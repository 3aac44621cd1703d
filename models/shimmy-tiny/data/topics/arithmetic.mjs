import { numberInWords } from "./simple-facts.mjs";
import { firstNames } from "./words/names.mjs";

const symbols = { "+": ["+"], "-": ["-"], "*": ["*", "x", "*"], "/": ["/", ":", "/"] };
const spoken = {
  "+": ["plus", "and", "added to"],
  "-": ["minus", "less"],
  "*": ["times", "multiplied by"],
  "/": ["divided by", "over"],
};

/** {e} is the expression in signs, {w} in words, {a} and {b} are the numbers. */
const anyFrames = `{e}=|{e}|{e} = ?|{e} =|what is {e}|what is {w}|how much is {e}|how much is {w}|what's {w}
  |calculate {e}|compute {e}|{w}|{w} is what?|solve {e}|what does {e} make|work out {e}|can you do {e}?
  |tell me {w}|the result of {e}|result of {w}|please calculate {w}|{e} equals|{w} equals|evaluate {e}
  |what do I get for {e}|what do you get if you compute {w}|give me the answer to {e}|{e}, quick
  |math question: {e}|do the sum: {e}|I need {w}|help me with my homework: {e}|how many is {w}
  |answer this: {e}|what number is {w}?|Please work out {w} for me.|find {e}|figure out {w}`
  .split("|")
  .map((frame) => frame.trim());
const ownFrames = {
  "+": `add {a} and {b}|the sum of {a} and {b}|what is the sum of {a} and {b}?|add {b} to {a}|{a} and {b} together
    |what do {a} and {b} make?|put {a} and {b} together|sum up {a} and {b}|total of {a} and {b}|increase {a} by {b}`,
  "-": `subtract {b} from {a}|take {b} away from {a}|the difference between {a} and {b}|what is {a} take away {b}
    |{b} from {a}|what is left when I take {b} from {a}|reduce {a} by {b}|difference of {a} and {b}`,
  "*": `multiply {a} by {b}|multiply {a} and {b}|the product of {a} and {b}|what is the product of {a} and {b}?
    |{a} by {b}, multiplied|how much are {a} times {b}|{a} groups of {b}|times table: {a} times {b}`,
  "/": `divide {a} by {b}|share {a} among {b}|how often does {b} go into {a}|how many times does {b} fit into {a}
    |split {a} into {b} parts|{a} split by {b}|the quotient of {a} and {b}|{a} shared by {b}`,
};
const own = Object.fromEntries(
  Object.entries(ownFrames).map(([op, text]) => [op, text.split("|").map((frame) => frame.trim())]),
);

const things =
  `apples pears oranges plums books coins pencils eggs marbles cookies stamps balls sweets cards nuts
  flowers stones candles keys cups`.split(/\s+/);
/** {n} is a name, {t} the things. */
const stories = {
  "+": `{n} has {a} {t} and gets {b} more. How many {t} does {n} have now?
    |I have {a} {t} and buy {b} more. How many {t} do I have?
    |There are {a} {t} on the table. {n} puts {b} more there. How many are there?
    |{n} finds {a} {t} in the morning and {b} in the evening. How many {t} is that?
    |If I have {a} {t} and you give me {b}, how many have I got?
    |One box holds {a} {t}, another holds {b}. How many {t} in all?
    |{n} has {a} {t} and a friend has {b}. How many {t} do they have together?`,
  "-": `{n} has {a} {t} and gives away {b}. How many {t} are left?
    |I have {a} {t} and lose {b} of them. How many do I still have?
    |There are {a} {t} in the basket. {n} takes {b} out. How many remain?
    |{n} had {a} {t} and sold {b}. How many {t} does {n} have now?
    |If you have {a} {t} and eat {b}, how many are left?
    |From {a} {t}, {b} are broken. How many are still good?`,
  "*": `There are {a} bags with {b} {t} each. How many {t} are there?
    |{n} has {a} boxes with {b} {t} in each. How many {t} is that?
    |{a} children have {b} {t} each. How many {t} do they have together?
    |I buy {a} packs of {b} {t}. How many {t} do I get?
    |{n} puts {b} {t} on each of {a} plates. How many {t} does {n} need?`,
  "/": `{n} shares {a} {t} among {b} friends. How many {t} does each friend get?
    |I put {a} {t} into {b} boxes equally. How many {t} are in each box?
    |{b} children share {a} {t}. How many does each child get?
    |There are {a} {t} for {b} people. How many for each?
    |{n} packs {a} {t} into bags of {b}. How many bags does {n} need?`,
};
const told = Object.fromEntries(
  Object.entries(stories).map(([op, text]) => [op, text.split("|").map((frame) => frame.trim())]),
);

/** Two numbers and a result for an operation. */
function numbers(random, op) {
  if (op === "+") {
    const a = random.chance(0.7) ? random.integer(0, 20) : random.integer(0, 100);
    const b = random.chance(0.7) ? random.integer(0, Math.min(20, 100 - a)) : random.integer(0, 100 - a);
    return random.chance(0.5) ? [a, b, a + b] : [b, a, a + b];
  }
  if (op === "-") {
    const a = random.chance(0.7) ? random.integer(0, 20) : random.integer(0, 100);
    const b = random.integer(0, a);
    return [a, b, a - b];
  }
  const a = random.integer(op === "/" ? 1 : 0, 12);
  const b = random.integer(1, 12);
  return op === "*" ? [a, b, a * b] : [a * b, b, a];
}

/** One question and its answer. */
function sum(random) {
  const op = random.pick(["+", "+", "+", "-", "-", "*", "*", "/"]);
  const [a, b, result] = numbers(random, op);
  const story = a > 1 && b > 1 && random.chance(0.15);
  const inWords = !story && random.chance(0.08);
  const [left, right] = inWords && a <= 100 ? [numberInWords(a), numberInWords(b)] : [String(a), String(b)];
  const sign = random.pick(symbols[op]);
  const gap = random.chance(0.6) ? " " : "";
  const frame = story ? random.pick(told[op]) : random.pick(random.chance(0.7) ? anyFrames : own[op]);
  const word = random.pick(random.chance(0.7) ? spoken[op].slice(0, 1) : spoken[op]);
  const question = frame
    .replaceAll("{e}", inWords ? `${left} ${word} ${right}` : `${left}${gap}${sign}${gap}${right}`)
    .replaceAll("{w}", `${left} ${word} ${right}`)
    .replaceAll("{a}", left)
    .replaceAll("{b}", right)
    .replaceAll("{n}", random.pick(firstNames))
    .replaceAll("{t}", random.pick(things));
  return [question, `${a} ${op} ${b} = ${result}.`, op, result];
}

/** A follow-up that goes on with the last result. */
function onward(random, result) {
  const up = result < 80 && random.chance(0.6);
  const n = up ? random.integer(1, 20) : random.integer(0, Math.min(20, result));
  const op = up ? "+" : "-";
  const word = up ? "plus" : "minus";
  const question = random.pick([
    `And ${word} ${n}?`,
    `now ${word} ${n}`,
    `${word} ${n}`,
    `and then ${op}${n}`,
    up ? `Add ${n} to that.` : `Take ${n} away from that.`,
    up ? `and ${n} more?` : `and ${n} less?`,
  ]);
  const total = up ? result + n : result - n;
  return [question, `${result} ${op} ${n} = ${total}.`];
}

/**
 * One to three small sums, bare, in words or told with apples.
 * @param {object} random the generator's random source
 * @returns {{messages: {role: string, content: string}[]}} a conversation
 */
export function arithmetic(random) {
  const [question, answer, , result] = sum(random);
  const messages = [
    { role: "user", content: question },
    { role: "assistant", content: answer },
  ];
  const luck = random.next();
  if (luck < 0.12 && result <= 100) {
    const [more, reply] = onward(random, result);
    messages.push({ role: "user", content: more }, { role: "assistant", content: reply });
  } else if (luck < 0.25) {
    for (let i = random.integer(1, 2); i > 0; i--) {
      const [more, reply] = sum(random);
      messages.push({ role: "user", content: more }, { role: "assistant", content: reply });
    }
  }
  return { messages };
}
