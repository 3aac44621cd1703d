import { describe, expect, it } from "vitest";
import { plainWhereUntemplated } from "./plain-where-untemplated.ts";

const TURN = { kind: "messages", messages: [{ role: "user", content: "Hi" }], after: [1] } as const;
const EITHER = { ...TURN, untemplated: "Hi" } as const;

describe("plainWhereUntemplated", () => {
  it.each(["file", "override"] as const)("leaves a turn to a model whose template is its %s's", (source) => {
    expect(plainWhereUntemplated(EITHER, { source })).toBe(EITHER);
  });

  it.each(["family:llama3", "fallback:chatml"] as const)(
    "makes a text of it where %s would stand in",
    (source) => {
      const text = { kind: "prompt", text: "Hi", parseSpecial: true, after: [1] };
      expect(plainWhereUntemplated(EITHER, { source })).toEqual(text);
    },
  );

  it("changes no conversation, and no text", () => {
    for (const input of [TURN, "Hi", { kind: "prompt", text: "Hi" } as const]) {
      expect(plainWhereUntemplated(input, { source: "fallback:chatml" })).toBe(input);
    }
  });
});
