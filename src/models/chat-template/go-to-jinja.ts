/** What a template of this kind may show. */
const FIELDS = ["System", "Prompt", "Response"] as const;
type Field = (typeof FIELDS)[number];

type Part =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "show" | "if"; readonly field: Field }
  | { readonly kind: "else" | "end" };

/** Templates of this kind have a dozen actions, each a few words. */
const MOST_ACTIONS = 200;

/**
 * A template of Ollama's older form as Jinja: Go's `text/template` with `.System`, `.Prompt`, `.Response`, `if`, `else` and `end`.
 * It stands for one turn, and is repeated for each: a turn ends where an answer is followed by a user, or where a system message
 * follows anything. What comes behind `.Response` in the last one comes behind the answer, which is still to be written.
 * https://pkg.go.dev/text/template
 *
 * @returns undefined for a template that does anything else, or never shows `.Prompt`.
 */
export function goToJinja(source: string): string | undefined {
  const parts = read(source);
  if (parts === undefined || !shows(parts, "Prompt")) return undefined;
  const whole = shows(parts, "Response") ? parts : [...parts, { kind: "show", field: "Response" } as const];
  const turn = write(whole, false);
  const head = write(beginning(whole), true);
  return [
    "{%- set turn = namespace(System='', Prompt='', Response='') -%}",
    "{%- for message in messages -%}",
    "{%- if (message.role == 'system' and (turn.Prompt or turn.Response)) or (message.role == 'user' and turn.Response) -%}",
    turn,
    ...FIELDS.map((field) => `{%- set turn.${field} = '' -%}`),
    "{%- endif -%}",
    "{%- if message.role == 'system' -%}{%- set turn.System = message.content -%}",
    "{%- elif message.role == 'user' -%}{%- set turn.Prompt = message.content -%}",
    "{%- elif message.role == 'assistant' -%}{%- set turn.Response = message.content -%}{%- endif -%}",
    "{%- endfor -%}",
    head,
    "{{ turn.Response }}",
  ].join("");
}

function shows(parts: readonly Part[], field: Field): boolean {
  return parts.some((part) => part.kind === "show" && part.field === field);
}

/** Undefined where there is anything that this form does not have, or blocks do not fit. */
function read(source: string): readonly Part[] | undefined {
  const [head = "", ...rest] = source.split("{{", MOST_ACTIONS + 2);
  if (rest.length > MOST_ACTIONS) return undefined;
  const parts: Part[] = [];
  let literal = head;
  /** For each open block, whether its else has come. */
  const blocks: boolean[] = [];
  for (const piece of rest) {
    const [, opening, action = "", closing, behind = ""] =
      /^(-\s)?([^}]*?)(\s-)?\}\}(.*)$/su.exec(piece) ?? [];
    const part = partOf(action.trim());
    if (part === undefined || !isInPlace(part, blocks)) return undefined;
    parts.push({ kind: "text", text: opening === undefined ? literal : literal.trimEnd() }, part);
    literal = closing === undefined ? behind : behind.trimStart();
  }
  return blocks.length > 0 ? undefined : [...parts, { kind: "text", text: literal }];
}

function partOf(action: string): Part | undefined {
  if (action === "else" || action === "end") return { kind: action };
  const [, condition, name] = /^(if\s+)?\.(\w+)$/u.exec(action) ?? [];
  const field = FIELDS.find((known) => known === name);
  return field && { kind: condition === undefined ? "show" : "if", field };
}

function isInPlace({ kind }: Part, blocks: boolean[]): boolean {
  if (kind === "if") blocks.push(false);
  if (kind === "end") return blocks.pop() !== undefined;
  if (kind !== "else") return true;
  const isFirst = blocks.at(-1) === false;
  blocks[blocks.length - 1] = true;
  return isFirst;
}

/** What stands before the answer, with the blocks closed that are open there. */
function beginning(parts: readonly Part[]): readonly Part[] {
  const end = parts.findIndex((part) => part.kind === "show" && part.field === "Response");
  const before = parts.slice(0, end);
  const depth = before.reduce((open, { kind }) => open + (kind === "if" ? 1 : kind === "end" ? -1 : 0), 0);
  return [...before, ...Array.from({ length: depth }, () => ({ kind: "end" }) as const)];
}

function write(parts: readonly Part[], isAnswered: boolean): string {
  return parts.map((part) => statement(part, isAnswered)).join("");
}

/** @param isAnswered whether an answer comes, though there is none yet. */
function statement(part: Part, isAnswered: boolean): string {
  switch (part.kind) {
    case "text":
      return part.text === "" ? "" : `{{ ${JSON.stringify(part.text)} }}`;
    case "show":
      return `{{ turn.${part.field} }}`;
    case "if":
      return part.field === "Response" && isAnswered ? "{% if true %}" : `{% if turn.${part.field} %}`;
    case "else":
      return "{% else %}";
    case "end":
      return "{% endif %}";
  }
}
