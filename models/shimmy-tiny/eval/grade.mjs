import { gradeToolCalls, gradeValidity } from "./grade-tool-calls.mjs";

/**
 * What an answer must hold. Patterns are regular expressions, read without regard to case, `.` matching line breaks too.
 *
 * @typedef {{ mustMatch: string[], mustNotMatch?: string[] }} TextExpectation
 * @typedef {TextExpectation & { prompt: string }} Turn
 * @typedef {{ name: string, arguments: Record<string, unknown> }} ToolCall
 *
 * One item of the rubric: a question, a conversation of several turns, or a request to call tools.
 * @typedef {{ id: string, fact?: string } & Turn} QuestionItem
 * @typedef {{ id: string, turns: Turn[] }} ConversationItem
 * @typedef {{ id: string, system?: string, prompt: string, tools: object[], calls: ToolCall[] }} ToolItem
 *
 * @typedef {{ id: string, title: string, kind: "question" | "conversation" | "valid-tools" | "tools", bar?: number, items: object[] }} Group
 */

/**
 * What is asked of each group. Tool calls are asked for twice: to be valid, which has the bar, and to be right as well,
 * which has none.
 *
 * @param {Group} group of the rubric
 * @returns {Group[]}
 */
export function demandsOf(group) {
  if (group.kind !== "tools") return [group];
  const { bar, ...right } = group;
  return [
    { ...group, bar, kind: "valid-tools", title: "Valid tool calls" },
    { ...right, title: "... of the right tool with the right values" },
  ];
}

/**
 * Grades the answers to one item of the rubric; nothing but the arguments decides.
 *
 * @param {Group["kind"]} kind of the item's group
 * @param {QuestionItem | ConversationItem | ToolItem} item
 * @param {string[]} answers the model's answers, one for each of its turns
 * @returns {string[]} what is wrong; empty when the item is passed
 */
export function grade(kind, item, answers) {
  if (kind === "valid-tools") return gradeValidity(item, answers[0] ?? "");
  if (kind === "tools") return gradeToolCalls(item, answers[0] ?? "");
  return turnsOf(item).flatMap((turn, index) => {
    const problems = gradeText(turn, answers[index] ?? "");
    return kind === "conversation" ? problems.map((problem) => `turn ${index + 1}: ${problem}`) : problems;
  });
}

/**
 * The user's turns of an item.
 *
 * @param {QuestionItem | ConversationItem | ToolItem} item
 * @returns {Turn[]}
 */
export function turnsOf(item) {
  return item.turns ?? [item];
}

/**
 * @param {TextExpectation} expectation
 * @param {string} answer
 * @returns {string[]} what is wrong with the answer
 */
function gradeText({ mustMatch, mustNotMatch = [] }, answer) {
  return [
    ...mustMatch.filter((pattern) => !matches(pattern, answer)).map((pattern) => `lacks /${pattern}/`),
    ...mustNotMatch.filter((pattern) => matches(pattern, answer)).map((pattern) => `has /${pattern}/`),
  ];
}

function matches(pattern, answer) {
  return new RegExp(pattern, "is").test(answer);
}
