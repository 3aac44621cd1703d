import { isDeepStrictEqual } from "node:util";
import { fromJSONSchema } from "zod";

const OPEN = "<tool_call>";
const CALL = /<tool_call>\s*(.*?)\s*<\/tool_call>/gs;

/**
 * Grades an answer that must hold valid calls, at least one: of tools that were offered, with arguments that their schema
 * takes. Whether it is the tool and the values that were meant, {@link gradeToolCalls} says.
 *
 * @param {import("./grade.mjs").ToolItem} item
 * @param {string} answer
 * @returns {string[]} what is wrong
 */
export function gradeValidity({ tools }, answer) {
  const { calls, problems } = readCalls(tools, answer);
  return calls.length + problems.length === 0 ? ["no call"] : problems;
}

/**
 * Grades an answer that must hold exactly the calls of the item, in any order: tools by their names, arguments that their
 * schema takes, and every stated value.
 *
 * @param {import("./grade.mjs").ToolItem} item
 * @param {string} answer
 * @returns {string[]} what is wrong
 */
export function gradeToolCalls({ tools, calls: expected }, answer) {
  const { calls, problems } = readCalls(tools, answer);
  if (problems.length > 0) return problems;
  if (calls.length !== expected.length) return [`${calls.length} calls instead of ${expected.length}`];
  return missing(expected, calls).map((call) => `lacks ${JSON.stringify(call)}`);
}

/** The calls of an answer, as far as they are valid, and what is wrong with the first that is not. */
function readCalls(tools, answer) {
  const bodies = [...answer.matchAll(CALL)].map(([, body]) => body);
  const calls = [];
  if (bodies.length !== answer.split(OPEN).length - 1) return { calls, problems: ["a call is not closed"] };
  for (const body of bodies) {
    const call = parseCall(body);
    const problem = call === undefined ? `no call in JSON: ${body}` : problemOf(call, tools);
    if (problem !== undefined) return { calls, problems: [problem] };
    calls.push(call);
  }
  return { calls, problems: [] };
}

/** `{"name": …, "arguments": {…}}`, or undefined for anything else. */
function parseCall(body) {
  try {
    const call = JSON.parse(body);
    return typeof call?.name === "string" && isObject(call.arguments) ? call : undefined;
  } catch {
    return undefined;
  }
}

function problemOf(call, tools) {
  const tool = tools.find((candidate) => candidate.function.name === call.name);
  if (tool === undefined) return `there is no tool ${call.name}`;
  const { success, error } = fromJSONSchema(tool.function.parameters).safeParse(call.arguments);
  return success ? undefined : `arguments of ${call.name}: ${error.issues.map(describe).join(", ")}`;
}

/** The expected calls that no call is left for: each call answers one of them. */
function missing(expected, calls) {
  const left = [...calls];
  return expected.filter((wanted) => {
    const index = left.findIndex((call) => fulfils(call, wanted));
    if (index >= 0) left.splice(index, 1);
    return index < 0;
  });
}

function fulfils(call, wanted) {
  return (
    call.name === wanted.name &&
    Object.entries(wanted.arguments).every(([name, value]) =>
      isDeepStrictEqual(plain(call.arguments[name]), plain(value)),
    )
  );
}

/** Texts are compared without regard to case and outer blanks; all else as it is. */
function plain(value) {
  return typeof value === "string" ? value.trim().toLowerCase() : value;
}

function isObject(value) {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function describe({ path, message }) {
  return path.length === 0 ? message : `${path.join(".")}: ${message}`;
}
