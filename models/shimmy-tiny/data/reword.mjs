import { SYNONYMS_BY_KIND } from "./topics/words/synonyms.mjs";
import { ALSO_ADJECTIVES, ALSO_NOUNS, KEPT } from "./topics/words/synonyms-frames.mjs";

/**
 * @typedef {import("./topics/words/synonyms.mjs").Kind} Kind
 * @typedef {object} Node A word of a phrase, and the words that may follow.
 * @property {Map<string, Node>} next
 * @property {boolean} kept whether a phrase that stays as it is ends here
 * @property {Partial<Record<Kind, string[]>> | null} groups the groups of the phrase that ends here
 * @typedef {object} Token
 * @property {string} gap the white space in front
 * @property {string} lead brackets in front of the word
 * @property {string} word empty where the token is code, a quotation or a number
 * @property {string} trail punctuation behind the word
 * @property {string} text the whole token
 */

const words = (text) => new Set(text.split(" "));
const AUXILIARIES = words(
  "do does did can could will would should must may might don't doesn't didn't can't won't shall",
);
const PRONOUNS = words("i you we they it he she one shimmy");
/** A base form comes after these. */
const BEFORE_VERBS = words(
  "to can could will would should must may might do don't can't cannot won't didn't doesn't not please i you we they let's me never just",
);
/** No verb comes after these. */
const BEFORE_NOUNS = words(
  "the a an my your its his her their our this these those each every any some no another of for with without by from in on at per via as about than more less first second last next same new long short own default good best wrong right many several multiple two three four five which's shimmy's model's server's",
);
const BEFORE_THIRD = words(
  "it that which who what he she this server model program engine client system nothing something everything also always",
);
const BEFORE_ING = words(
  "is are am was were be been i'm it's by of for after before without from while when keep keeps kept start stop not still it",
);
const BEFORE_ADJECTIVES = words(
  "is are am was were be too very so how more most really not looks seems feels",
);
const CLAUSE_OPENERS = words("and but so or then please ok okay now well hi hey hello");
const OBJECT_PRONOUNS = words("it them me him her you us this that these those one");
/** At the end of a verb these want their object behind the verb, or in between where it is a pronoun. */
const PARTICLES = words("away off out up down back in on over");
const STRANDED = words("of with at on to every");

/** A participle comes after these, which may look like a base form: "can it be run". */
const AFTER_BE = /^(?:am|is|are|was|were|be|been|being|has|had|it's|i'm)$/;

/** @returns {Node} */
const newNode = () => ({ next: new Map(), kept: false, groups: null });

/** @param {Node} root @param {string} phrase */
function nodeOf(root, phrase) {
  let node = root;
  for (const word of phrase.split(" ")) {
    let next = node.next.get(word);
    if (next === undefined) {
      next = newNode();
      node.next.set(word, next);
    }
    node = next;
  }
  return node;
}

const KEPT_ROOT = newNode();
for (const phrase of KEPT) nodeOf(KEPT_ROOT, phrase.toLowerCase()).kept = true;
const GROUPS_ROOT = newNode();
for (const [kind, groups] of SYNONYMS_BY_KIND) {
  for (const group of groups) {
    for (const phrase of group) {
      for (const spelling of new Set([phrase, phrase.toLowerCase()])) {
        const node = nodeOf(GROUPS_ROOT, spelling);
        node.groups ??= {};
        node.groups[kind] ??= group;
      }
    }
  }
}

const TOKEN = /\s+|`[^`]*`|"[^"\n]*"|[^\s`"]+|[`"]/g;
const PLAIN = /^([([*]*)([A-Za-z]+(?:['’-][A-Za-z]+)*)([.,;:!?)\]*…]*)$/;

/** @param {string} text @returns {Token[]} white space at the end is a token too, in which nothing is found */
function tokensOf(text) {
  const tokens = [];
  let gap = "";
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.trim() === "") {
      gap = token;
      continue;
    }
    const [, lead = "", word = "", trail = ""] = PLAIN.exec(token) ?? [];
    // What touches a quotation belongs to it.
    const touches = gap === "" && tokens.length > 0;
    if (touches) tokens[tokens.length - 1].word = "";
    tokens.push({ gap, lead, word: touches ? "" : word, trail, text: token });
    gap = "";
  }
  if (gap !== "") tokens.push({ gap, lead: "", word: "", trail: "", text: "" });
  return tokens;
}

/** Whether the next token goes on with a phrase. */
const goesOn = (token, next) =>
  next !== undefined && token.trail === "" && next.gap === " " && next.lead === "" && next.word !== "";

/**
 * The longest phrase of a tree that begins at a token.
 *
 * @param {Node} root
 * @param {Token[]} tokens
 * @param {number} from
 * @param {(token: Token, isFirst: boolean) => string} keyOf
 * @param {(node: Node) => boolean} isEnd
 * @returns {{node: Node | null, length: number}}
 */
function longestAt(root, tokens, from, keyOf, isEnd) {
  let found = { node: null, length: 0 };
  let node = root.next.get(keyOf(tokens[from], true));
  for (let at = from; node !== undefined; at++) {
    if (isEnd(node)) found = { node, length: at - from + 1 };
    if (!goesOn(tokens[at], tokens[at + 1])) break;
    node = node.next.get(keyOf(tokens[at + 1], false));
  }
  return found;
}

/**
 * Which kind of word stands here, judged by the words in front; `null` where that stays open.
 *
 * @param {Partial<Record<Kind, string[]>>} groups
 * @param {string} phrase in small letters
 * @param {{previous: string, opensClause: boolean, awaitsVerb: boolean, afterVerb: boolean}} place
 * @returns {Kind | null}
 */
function kindAt(groups, phrase, { previous, opensClause, awaitsVerb, afterVerb }) {
  if (groups.frame && opensClause) return "frame";
  // "what do I get" is not "I get".
  if (phrase.startsWith("i ") && AUXILIARIES.has(previous)) return null;
  const isNounToo = ALSO_NOUNS.has(phrase);
  const isAdjectiveToo = ALSO_ADJECTIVES.has(phrase);
  const kinds = Object.keys(groups).filter((kind) => kind !== "frame");
  if (kinds.length === 0) return null;
  const beforeNoun = BEFORE_NOUNS.has(previous);
  if (kinds.length === 1 && !isNounToo && !isAdjectiveToo) {
    const [kind] = kinds;
    if (/^(?:verb|third|ing)$/.test(kind) && beforeNoun && !(kind === "ing" && BEFORE_ING.has(previous)))
      return null;
    if (kind === "verb" && AFTER_BE.test(previous)) return null;
    if (kind === "noun" && BEFORE_VERBS.has(previous) && !/^(?:to|not|me|just|please)$/.test(previous))
      return null;
    return kind;
  }
  if (groups.verb && !beforeNoun && !AFTER_BE.test(previous) && (BEFORE_VERBS.has(previous) || awaitsVerb))
    return "verb";
  if (groups.ing && BEFORE_ING.has(previous)) return "ing";
  if (groups.third && !awaitsVerb && BEFORE_THIRD.has(previous)) return "third";
  if (groups.past && !beforeNoun && /^(?:is|are|was|were|be|been|has|have|it|i|gets?)$/.test(previous))
    return "past";
  const noun = groups.noun ? "noun" : "nouns";
  if (groups[noun] && (beforeNoun || (afterVerb && !opensClause))) return noun;
  if (groups.other && !isNounToo && (beforeNoun || BEFORE_ADJECTIVES.has(previous))) return "other";
  return null;
}

/** Whether a phrase fits in front of the word that follows: "turn off it" and "what can I look at?" do not. */
function fits(option, following, isEnd) {
  const last = option.slice(option.lastIndexOf(" ") + 1);
  if (isEnd && STRANDED.has(last)) return false;
  return last === option || !PARTICLES.has(last) || !OBJECT_PRONOUNS.has(following);
}

/** Whether the article in front is "an". */
const wantsAn = (text) =>
  /^(?:[aeio](?!ne\b|nce\b)|u(?!ni|s[ae]|ti|rl)|hour|honest|https?\b|lm\b|llm)/i.test(text);

/**
 * Puts a question in other words: every word or phrase of a group of synonyms is replaced, with probability
 * `share`, by another of the group, in one pass from left to right, the longest phrase first. What stands in
 * backticks or quotation marks, and words with digits, slashes, dots, underscores or leading dashes, stay.
 *
 * @param {string} text
 * @param {import("./random.mjs").Random} random
 * @param {number} share from 0 (nothing is replaced) to 1 (everything that can be)
 * @returns {string}
 */
export function reword(text, random, share) {
  const tokens = tokensOf(text);
  const pieces = [];
  let [previous, clauseEnds, sentenceEnds, sinceAuxiliary, afterVerb] = ["", true, true, Infinity, false];
  let length = 0;
  for (let at = 0; at < tokens.length; at += length) {
    const first = tokens[at];
    length = 1;
    let kind = null;
    let piece = first.gap + first.text;
    if (first.word !== "") {
      const kept = longestAt(KEPT_ROOT, tokens, at, lowerKey, (node) => node.kept);
      const keyOf = sentenceEnds ? firstLowered : exactKey;
      const { node, length: found } = longestAt(GROUPS_ROOT, tokens, at, keyOf, hasGroups);
      length = Math.max(kept.length, found, 1);
      const phrase = tokens.slice(at, at + length);
      piece = phrase.map(({ gap, text: whole }) => gap + whole).join("");
      if (node !== null && found > kept.length) {
        const original = phrase.map(({ word }) => word).join(" ");
        const place = {
          previous,
          opensClause: clauseEnds || CLAUSE_OPENERS.has(previous),
          awaitsVerb: sinceAuxiliary < 4,
          afterVerb,
        };
        kind = kindAt(node.groups, original.toLowerCase(), place);
        if (kind === null) length = 1;
        if (kind === null) piece = first.gap + first.text;
        else if (random.chance(share)) {
          const last = tokens[at + length - 1];
          const following = goesOn(last, tokens[at + length]) ? tokens[at + length].word.toLowerCase() : "";
          const other = another(node.groups[kind], original, following, random);
          if (other !== null) {
            fixArticle(pieces, previous, other);
            piece = first.gap + first.lead + likeCase(other, original) + last.trail;
          }
        }
      }
    }
    pieces.push(piece);
    const last = tokens[at + length - 1];
    clauseEnds = /[.?!:;,…]$/.test(last.text);
    sentenceEnds = /[.?!:…]$/.test(last.text);
    const word = last.word.toLowerCase();
    const endsVerb =
      kind === "verb" || (PRONOUNS.has(previous) && kind !== "frame" && !AUXILIARIES.has(word));
    sinceAuxiliary = clauseEnds || endsVerb ? Infinity : sinceAuxiliary + 1;
    if (AUXILIARIES.has(word) || (kind === "frame" && leavesVerbOpen(word))) sinceAuxiliary = 0;
    afterVerb = kind === "verb" || kind === "third";
    previous = clauseEnds ? "" : word;
  }
  return pieces.join("");
}

const hasGroups = (node) => node.groups !== null;
const lowerKey = ({ word }) => word.toLowerCase();
const exactKey = ({ word }) => word;
/** A capital letter counts for nothing at the start of a sentence; elsewhere it makes a name. */
const firstLowered = ({ word }, isFirst) =>
  isFirst && /^[A-Z][a-z'’-]*$/.test(word) && word !== "I" ? word.toLowerCase() : word;
const leavesVerbOpen = (word) => AUXILIARIES.has(word) || PRONOUNS.has(word) || word === "to";

/** @returns {string | null} another phrase of the group that fits, if there is one */
function another(group, original, following, random) {
  const small = original.toLowerCase();
  const options = group.filter(
    (option) => option.toLowerCase() !== small && fits(option, following, following === ""),
  );
  return options.length > 0 ? random.pick(options) : null;
}

/** A capital letter at the start stays one. */
function likeCase(other, original) {
  if (!/^[A-Z][a-z'’ -]/.test(original) || original.startsWith("I ") || /^I['’]/.test(original)) return other;
  return other.charAt(0).toUpperCase() + other.slice(1);
}

/** Turns the "a" in front into "an", or back, as the new word wants it. */
function fixArticle(pieces, previous, other) {
  if (previous !== "a" && previous !== "an") return;
  const index = pieces.length - 1;
  const article = wantsAn(other) ? "n" : "";
  pieces[index] = pieces[index].replace(/(\ba)n?$/i, `$1${article}`);
}
