import { readFileSync } from "node:fs";

/**
 * @typedef {object} Fact One thing to know, and the ways to ask for it.
 * @property {string} id
 * @property {string[]} questions
 * @property {string[]} answers
 * @property {{question: string, answer: string}[]} followUps sensible only right after this fact
 */

/**
 * Reads a bank: entries of `[id]`, then lines `Q: question`, `A: answer`, `F: question => answer`.
 * In an answer `\n` stands for a line break; a line that begins with `#` is a comment.
 *
 * @param {string} name file name without extension
 * @returns {Fact[]}
 * @throws Error naming file and line of what cannot be read
 */
export function readBank(name) {
  const lines = readFileSync(new URL(`banks/${name}.txt`, import.meta.url), "utf8").split("\n");
  /** @type {Fact[]} */
  const facts = [];
  lines.forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const fault = (reason) => new Error(`banks/${name}.txt:${index + 1}: ${reason}: ${trimmed}`);
    const id = /^\[([\w-]+)\]$/.exec(trimmed)?.[1];
    if (id !== undefined) {
      facts.push({ id, questions: [], answers: [], followUps: [] });
      return;
    }
    const [, kind, text] = /^([QAF]): +(.+)$/.exec(trimmed) ?? [];
    const fact = facts.at(-1);
    if (kind === undefined || fact === undefined) throw fault("neither an entry nor a line of one");
    if (kind === "Q") fact.questions.push(text);
    else if (kind === "A") fact.answers.push(unescapeLines(text));
    else {
      const [question, answer] = text.split(/ => (.+)/);
      if (answer === undefined) throw fault("a follow-up without =>");
      fact.followUps.push({ question, answer: unescapeLines(answer) });
    }
  });
  for (const { id, questions, answers } of facts) {
    if (questions.length === 0 || answers.length === 0) {
      throw new Error(`banks/${name}.txt: [${id}] lacks a question or an answer.`);
    }
  }
  return facts;
}

function unescapeLines(text) {
  return text.replaceAll("\\n", "\n");
}
