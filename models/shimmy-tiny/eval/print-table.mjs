import { turnsOf } from "./grade.mjs";

/**
 * How one item went.
 *
 * @typedef {{ item: object, answers: string[], problems: string[] }} ItemResult
 * @typedef {{ group: import("./grade.mjs").Group, results: ItemResult[] }} GroupResult
 */

const HEADINGS = ["Group", "Passed", "Of", "Percent", "Bar"];

/**
 * The result of a group in figures.
 *
 * @param {GroupResult} result
 * @returns {{ passed: number, of: number, met: boolean }}
 */
export function score({ group, results }) {
  const passed = results.filter(({ problems }) => problems.length === 0).length;
  return {
    passed,
    of: results.length,
    met: results.length > 0 && passed / results.length >= (group.bar ?? 0),
  };
}

/**
 * The table of all groups for a terminal.
 *
 * @param {GroupResult[]} groups
 * @returns {string}
 */
export function textTable(groups) {
  const rows = [HEADINGS, ...groups.map(rowOf)];
  const widths = HEADINGS.map((_, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) =>
    row
      .map((cell, column) => (column === 0 ? cell.padEnd(widths[0]) : cell.padStart(widths[column])))
      .join("  "),
  );
  return `${lines.join("\n")}\n`;
}

/**
 * The same table for the model card.
 *
 * @param {GroupResult[]} groups
 * @returns {string}
 */
export function markdownTable(groups) {
  const rows = [HEADINGS, ["---", "--:", "--:", "--:", "--:"], ...groups.map(rowOf)];
  return rows.map((row) => `| ${row.join(" | ")} |\n`).join("");
}

/**
 * One item with its prompts and answers, and why it failed.
 *
 * @param {ItemResult} result
 * @returns {string}
 */
export function itemText({ item, answers, problems }) {
  const turns = turnsOf(item).map(
    ({ prompt }, index) => `  > ${prompt}\n  < ${indent(answers[index] ?? "")}\n`,
  );
  const verdict = problems.length === 0 ? "" : `  ! ${problems.join("; ")}\n`;
  return `${problems.length === 0 ? "ok  " : "FAIL"} ${item.id}\n${turns.join("")}${verdict}`;
}

function rowOf(result) {
  const { passed, of } = score(result);
  return [
    result.group.title,
    String(passed),
    String(of),
    percent(passed / of),
    percent(result.group.bar ?? Number.NaN),
  ];
}

function percent(fraction) {
  return Number.isFinite(fraction) ? `${Math.floor(fraction * 1000 + 1e-9) / 10} %` : "-";
}

function indent(text) {
  return text.trim().replaceAll("\n", "\n    ");
}
