import { reword } from "./reword.mjs";

/** What people put before a question. The space or comma behind it belongs to it. */
const OPENINGS = [
  "hey, ",
  "hi, ",
  "hello, ",
  "hi! ",
  "ok, ",
  "ok so ",
  "so, ",
  "well, ",
  "please, ",
  "um, ",
  "hmm, ",
  "sorry, ",
  "one question: ",
  "quick question: ",
  "another question: ",
  "question: ",
  "just curious: ",
  "next: ",
  "can you tell me: ",
  "please tell me: ",
  "tell me, ",
  "I wonder, ",
  "one more thing: ",
  "now ",
  "and ",
  "but ",
  "thanks. ",
  "great. ",
  "I see. ",
  "good. ",
  "cool. ",
  "I am new here. ",
  "I am a beginner. ",
  "help! ",
  "I have a question. ",
  "I need help. ",
  "sorry to bother you, ",
  "out of curiosity, ",
  "by the way, ",
]; // prettier-ignore
const CLOSINGS = [
  " please",
  ", please",
  " thanks",
  " thank you",
  " by the way",
  " exactly",
  " again",
  " then",
  ", do you know",
  ", can you tell me",
  " pls",
  " thx",
  ", I wonder",
  " here",
  " now",
  ", any idea",
  " mate",
  ", shimmy",
]; // prettier-ignore
const DROPPED = /\b(?:the|a|an|is|are|do|does|of|to|my|it|that|there|can|i|me)\b(?!') ?/gi;

/**
 * Writes a question as people type: other case, no question mark, small talk around it, a slip of the
 * fingers. Words in backticks, numbers and code-like words are left alone.
 *
 * @param {string} question
 * @param {import("./random.mjs").Random} random
 * @param {{keepWords?: boolean}} [options] keepWords: no dropped words and no slips, where every word counts
 */
export function asTyped(question, random, { keepWords = false } = {}) {
  let text = question;
  if (!keepWords && random.chance(0.7)) text = reword(text, random, 0.25);
  if (!keepWords && random.chance(0.25)) text = dropAnyWord(text, random);
  if (!keepWords && random.chance(0.12)) text = dropSmallWord(text, random);
  if (!keepWords && random.chance(0.12)) text = slip(text, random);
  const bare = text.replace(/[?.!]+$/, "");
  const mark = text.slice(bare.length);
  if (random.chance(0.08)) text = `${bare}${random.pick(CLOSINGS)}${mark}`;
  if (random.chance(0.14)) text = `${random.pick(OPENINGS)}${lowerFirst(text)}`;
  if (random.chance(0.3)) text = text.replace(/[?.!]+$/, "");
  else if (random.chance(0.04)) text = text.replace(/[?.!]*$/, random.pick(["??", "...", "!", " ?", "?!"]));
  if (random.chance(0.3)) text = text.toLowerCase();
  else if (random.chance(0.5)) text = upperFirst(text);
  else if (random.chance(0.02)) text = text.toUpperCase();
  return text;
}

/** A question must be known by any of its words, not by all of them in their order. */
function dropAnyWord(text, random) {
  const words = text.split(" ");
  if (words.length < 5) return text;
  words.splice(random.integer(0, words.length - 1), 1);
  return words.join(" ");
}

function dropSmallWord(text, random) {
  const matches = [...text.matchAll(DROPPED)];
  if (matches.length === 0) return text;
  const { index, 0: word } = random.pick(matches);
  const rest = text.slice(0, index) + text.slice(index + word.length);
  return rest.trim().split(" ").length > 1 ? rest.trim() : text;
}

/** Two letters swapped, one lost or one doubled, in a plain word of at least five letters. */
function slip(text, random) {
  const words = text.split(" ");
  const plain = words.flatMap((word, index) => (/^[a-z]{5,}$/i.test(word) ? [index] : []));
  if (plain.length === 0) return text;
  const index = random.pick(plain);
  const word = words[index];
  const at = random.integer(1, word.length - 2);
  const kind = random.integer(0, 2);
  if (kind === 0) words[index] = word.slice(0, at) + word[at + 1] + word[at] + word.slice(at + 2);
  else if (kind === 1) words[index] = word.slice(0, at) + word.slice(at + 1);
  else words[index] = word.slice(0, at) + word[at] + word.slice(at);
  return words.join(" ");
}

function lowerFirst(text) {
  return /^(?:I\b|[A-Z]{2})/.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}

function upperFirst(text) {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
