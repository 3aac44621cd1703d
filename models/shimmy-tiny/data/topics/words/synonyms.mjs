import { FRAMES } from "./synonyms-frames.mjs";
import { NOUNS, NOUNS_PLURAL } from "./synonyms-nouns.mjs";
import { OTHERS } from "./synonyms-others.mjs";
import { VERB_FORMS, VERBS, VERBS_ING, VERBS_PAST, VERBS_THIRD } from "./synonyms-verbs.mjs";

/** @param {readonly string[]} group @returns {string[]} longer phrases first */
const longestFirst = (group) =>
  [...group].sort(
    (one, other) => other.split(" ").length - one.split(" ").length || other.length - one.length,
  );

/** @typedef {"frame" | "other" | "verb" | "third" | "past" | "ing" | "noun" | "nouns"} Kind */

/** The groups by part of speech: the word in front tells which of two kinds a word like "answer" is. @public for the test of rewording */
export const SYNONYMS_BY_KIND = /** @type {[Kind, string[][]][]} */ ([
  ["frame", FRAMES.map(longestFirst)],
  ["other", [...OTHERS, ...VERB_FORMS].map(longestFirst)],
  ["verb", VERBS.map(longestFirst)],
  ["third", VERBS_THIRD.map(longestFirst)],
  ["past", VERBS_PAST.map(longestFirst)],
  ["ing", VERBS_ING.map(longestFirst)],
  ["noun", NOUNS.map(longestFirst)],
  ["nouns", NOUNS_PLURAL.map(longestFirst)],
]);

/**
 * Words and phrases that may stand for one another in a question about Shimmy.
 *
 * @public for the test of rewording
 */
export const SYNONYMS = SYNONYMS_BY_KIND.flatMap(([, groups]) => groups);
