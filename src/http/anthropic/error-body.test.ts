import { expect, test } from "vitest";
import { ERROR_CATALOGUE, isErrorCode, ShimmyError } from "../../core/errors.ts";
import { ANTHROPIC_ERROR, anthropicErrorBody, anthropicErrorStatus } from "./error-body.ts";

/** Anthropic's types and the statuses that belong to them. https://docs.claude.com/en/api/errors */
const STATUSES: Readonly<Record<string, readonly number[]>> = {
  invalid_request_error: [400, 405, 409, 415, 417, 422],
  authentication_error: [401],
  permission_error: [403],
  not_found_error: [404],
  request_too_large: [413],
  rate_limit_error: [429],
  api_error: [499, 500, 502, 503, 507],
  timeout_error: [504],
  overloaded_error: [529],
};

test("every code has a type of Anthropic's and a status that belongs to it", () => {
  const codes = Object.keys(ERROR_CATALOGUE).filter(isErrorCode);
  const types = codes.map((code) => {
    const error = new ShimmyError(code, "Why.");
    const { type } = ANTHROPIC_ERROR.strict().parse(anthropicErrorBody(error, "id")).error;
    expect(STATUSES[type], code).toContain(anthropicErrorStatus(error));
    return type;
  });
  expect(new Set(types)).toEqual(new Set(Object.keys(STATUSES)));
});

test("a prompt that is too long is told in the words that agents look for", () => {
  const tooLong = (details: Record<string, number>) =>
    anthropicErrorBody(new ShimmyError("context_length_exceeded", "Shorten it.", { details }), "id").error
      .message;
  expect(tooLong({ promptTokens: 600, contextLength: 512 })).toBe(
    "prompt is too long: 600 tokens > 512 maximum. Shorten it.",
  );
  expect(tooLong({ promptTokensAtLeast: 9000, contextLength: 512 })).toContain("9000 tokens > 512 maximum");
  expect(tooLong({})).toBe("prompt is too long. Shorten it.");
});
