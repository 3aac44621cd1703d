import { ShimmyError } from "../../core/errors.ts";

/** What a request's template may show. */
export interface TemplateFields {
  readonly System: string;
  readonly Prompt: string;
}

/** Where the answer stands: what comes behind it in the template comes behind the answer, which nobody asks for. */
const ANSWER = "Response";

/** Templates of this kind have a dozen actions, each a few words. */
const MOST_ACTIONS = 200;
const LONGEST_ACTION = 200;

/** A block of `if` that is open: whether what stands in it now is shown, and whether anything around it hides it. */
interface OpenBlock {
  shows: boolean;
  readonly isInHidden: boolean;
  hasElse: boolean;
}

/**
 * The text that Ollama's older templates make of one turn: Go's `text/template` with fields, `if`, `else` and `end`. Those that
 * range over messages are not run. https://pkg.go.dev/text/template
 *
 * @throws ShimmyError `unsupported_parameter` naming what it does not know, `invalid_request` for blocks that do not fit.
 */
export function fillTemplate(template: string, fields: TemplateFields): string {
  const [head = "", ...rest] = template.split("{{", MOST_ACTIONS + 2);
  if (rest.length > MOST_ACTIONS) throw refuse("has too many actions");
  const blocks: OpenBlock[] = [];
  const isShowing = (): boolean => blocks.every((block) => block.shows);
  let text = "";
  let before = head;
  let showsPrompt = false;
  for (const part of rest) {
    const { action, literal, trimsBefore } = readAction(part);
    if (isShowing()) text += trimsBefore ? before.trimEnd() : before;
    before = literal;
    showsPrompt ||= action === ".Prompt";
    if (isShowing() && action === `.${ANSWER}`) return finished(text, showsPrompt);
    if (isShowing()) text += fieldText(action, fields) ?? "";
    follow(action, fields, blocks, isShowing());
  }
  if (blocks.length > 0) throw wrongBlocks("an if has no end");
  return finished(text + before, showsPrompt);
}

function finished(text: string, showsPrompt: boolean): string {
  if (!showsPrompt) throw refuse("never shows .Prompt");
  return text;
}

/** An action, and the text behind it. */
function readAction(part: string) {
  const end = part.indexOf("}}");
  if (end < 0) throw wrongBlocks("a {{ is never closed");
  const inner = part.slice(0, end);
  if (inner.length > LONGEST_ACTION) throw refuse(`has {{${inner.slice(0, 40)}`);
  const trimsBefore = inner.startsWith("-");
  const trimsAfter = inner.length > 1 && inner.endsWith("-");
  const action = inner.slice(trimsBefore ? 1 : 0, trimsAfter ? -1 : undefined).trim();
  const behind = part.slice(end + 2);
  return { action, trimsBefore, literal: trimsAfter ? behind.trimStart() : behind };
}

function fieldText(action: string, fields: TemplateFields): string | undefined {
  return action === ".System" ? fields.System : action === ".Prompt" ? fields.Prompt : undefined;
}

function follow(action: string, fields: TemplateFields, blocks: OpenBlock[], isShowing: boolean): void {
  const [, field] = /^if\s+(\.\w+)$/u.exec(action) ?? [];
  const open = blocks.at(-1);
  if (field !== undefined && isKnown(field)) {
    // an answer is still to come
    const isFilled = (fieldText(field, fields) ?? "") !== "" || field === `.${ANSWER}`;
    blocks.push({ shows: isShowing && isFilled, isInHidden: !isShowing, hasElse: false });
  } else if (action === "else" && open !== undefined && !open.hasElse) {
    open.shows = !open.isInHidden && !open.shows;
    open.hasElse = true;
  } else if (action === "end" && open !== undefined) {
    blocks.pop();
  } else if (action === "else" || action === "end") {
    throw wrongBlocks(`there is no if for an ${action}`);
  } else if (!isKnown(action)) {
    throw refuse(`has {{ ${action.slice(0, 40)} }}`);
  }
}

function isKnown(field: string): boolean {
  return field === ".System" || field === ".Prompt" || field === `.${ANSWER}`;
}

function refuse(what: string): ShimmyError {
  return new ShimmyError(
    "unsupported_parameter",
    `template ${what}, and Shimmy knows .System, .Prompt, .Response, if, else and end there: send messages for the model's own template, or raw with a prompt in its form.`,
    { param: "template" },
  );
}

function wrongBlocks(what: string): ShimmyError {
  return new ShimmyError("invalid_request", `template cannot be read: ${what}.`, { param: "template" });
}
