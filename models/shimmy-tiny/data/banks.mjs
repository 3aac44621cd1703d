import { existsSync, readFileSync } from "node:fs";

/**
 * @typedef {object} Fact One thing to know, and the ways to ask for it.
 * @property {string} id
 * @property {string[]} questions
 * @property {string[]} answers
 * @property {{question: string, answer: string}[]} followUps sensible only right after this fact
 */

/**
 * Reads a bank: entries of `[id]`, then lines `Q: question`, `A: answer`, `F: question => answer`. In an answer `\n`
 * stands for a line break; a line that begins with `#` is a comment. Where there is a file `more-NAME.txt`, it adds
 * questions to the entries of the same ids.
 *
 * @param {string} name file name without extension
 * @returns {Fact[]}
 * @throws Error naming file and line of what cannot be read
 */
export function readBank(name) {
  /** @type {Map<string, Fact>} */
  const facts = new Map();
  readEntries(name, facts, true);
  if (existsSync(fileOf(`more-${name}`))) readEntries(`more-${name}`, facts, false);
  for (const { id, questions, answers } of facts.values()) {
    if (questions.length === 0 || answers.length === 0) {
      throw new Error(`banks/${name}.txt: [${id}] lacks a question or an answer.`);
    }
  }
  return [...facts.values()];
}

function readEntries(name, facts, mayBegin) {
  let fact;
  const lines = readFileSync(fileOf(name), "utf8").split("\n");
  lines.forEach((line, index) => {
    const trimmed = line.trim();
    if (trimmed === "" || trimmed.startsWith("#")) return;
    const fault = (reason) => new Error(`banks/${name}.txt:${index + 1}: ${reason}: ${trimmed}`);
    const id = /^\[([\w-]+)\]$/.exec(trimmed)?.[1];
    if (id !== undefined) {
      if (mayBegin && !facts.has(id)) facts.set(id, { id, questions: [], answers: [], followUps: [] });
      fact = facts.get(id);
      if (fact === undefined) throw fault("no entry of this id to add to");
      return;
    }
    const [, kind, text] = /^([QAF]): +(.+)$/.exec(trimmed) ?? [];
    if (kind === undefined || fact === undefined) throw fault("neither an entry nor a line of one");
    if (kind === "Q") fact.questions.push(text);
    else if (kind === "A") fact.answers.push(unescapeLines(text));
    else fact.followUps.push(followUp(text, fault));
  });
}

function followUp(text, fault) {
  const [question, answer] = text.split(/ => (.+)/);
  if (answer === undefined) throw fault("a follow-up without =>");
  return { question, answer: unescapeLines(answer) };
}

function fileOf(name) {
  return new URL(`banks/${name}.txt`, import.meta.url);
}

function unescapeLines(text) {
  return text.replaceAll("\\n", "\n");
}
