import type { OfferedTools } from "./offered-tools.ts";

/** What stands for a call at the beginning of an answer, and could be text as well. */
const BARE_OPEN = /^(?:\{|\[(?![A-Z])|```)/u;
const JSON_NAME = /"(?:name|tool_name|function)"\s*:\s*(?:$|"([^"\\]*)("|$))/u;
const JSON_TYPE = /"type"\s*:\s*"function"/u;
const PYTHON_NAME = /^(?:\[|```\w*)\s*(?:print\()?([A-Za-z_][\w.]*)(\()?/u;

/**
 * Whether a text that the answer's end cuts off is a call that has not come to its name. Behind a mark of calls it is; JSON and
 * Python without a mark are as soon as they name a tool, or begin to.
 */
export function isBegunCall(
  open: string,
  rest: string,
  tools: Pick<OfferedTools, "isEmpty" | "has" | "names">,
): boolean {
  if (tools.isEmpty) return false;
  if (!BARE_OPEN.test(open)) return true;
  const text = open + rest;
  const isName = (name: string, isWhole: boolean): boolean =>
    isWhole ? tools.has(name) : tools.names.some((each) => each.startsWith(name));
  const json = JSON_NAME.exec(text);
  if (json !== null) return isName(json[1] ?? "", json[2] === '"');
  if (JSON_TYPE.test(text)) return true;
  const python = PYTHON_NAME.exec(text);
  return python !== null && isName(python[1] ?? "", python[2] !== undefined);
}
