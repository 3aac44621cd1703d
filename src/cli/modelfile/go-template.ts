/** What begins an action of Go's text/template and never an expression of Jinja: https://pkg.go.dev/text/template */
const GO_ACTION = /\{\{-?\s*(?:[.$]|\/\*|(?:if|else|end|range|with|define|template|block|break|continue)\b)/;

/** True for a chat template in Ollama's language. */
export function isGoTemplate(template: string): boolean {
  return GO_ACTION.test(template);
}
