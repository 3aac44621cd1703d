import { expect } from "vitest";
import type { TemplateVariable } from "../../src/core/conversation.ts";
import { JinjaProgram, type RenderOutcome } from "../../src/models/chat-template/jinja-program.ts";

/** What a template renders, with time enough on a busy machine. */
export function runTemplate(
  source: string,
  variables: Readonly<Record<string, TemplateVariable>> = {},
): RenderOutcome {
  return new JinjaProgram(source, { timeoutMs: 20_000 }).render(variables);
}

/** The text that a template renders. */
export function textOf(source: string, variables: Readonly<Record<string, TemplateVariable>> = {}): string {
  const outcome = runTemplate(source, variables);
  if (outcome.kind !== "text") throw outcome.error;
  return outcome.text;
}

/** Why a template fails, and in which way. */
export function failureOf(
  source: string,
  variables: Readonly<Record<string, TemplateVariable>> = {},
): string {
  const outcome = runTemplate(source, variables);
  if (outcome.kind === "text") throw new Error(`rendered ${outcome.text.slice(0, 100)}`);
  expect(outcome.error.code).toBe("template_failed");
  return `${outcome.kind}: ${outcome.error.message}`;
}
