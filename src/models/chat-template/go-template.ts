/** What a client is told of a template in Ollama's language. */
export const GO_TEMPLATE_REFUSED =
  "The chat template is written in Go, as Ollama's are, and does more than those that are taken, which show .System, .Prompt and .Response with if and else: write it in Jinja, or give the name of a built-in family such as chatml.";

/** What Go has between its braces. */
const GO_ACTION =
  /\{\{-?\s*(?:[.$]|(?:if|range|with)\s+[.$(\w]|(?:end|else)\s*-?\}|(?:define|block|template)\s+")/;

/** Statements of Go that are taken for an expression where Jinja is read leniently: `if .Messages` as `if.Messages`. */
const GO_STATEMENT = /\{\{-?\s*(?:if|range|with)\s+[.$]/;

/** Whether a text that is no Jinja looks like a Go template. */
export function resemblesGoTemplate(source: string): boolean {
  return GO_ACTION.test(source);
}

/** Whether a text is a Go template even where it can be read as Jinja. */
export function hasGoStatements(source: string): boolean {
  return GO_STATEMENT.test(source);
}
