import { describe, expect, it } from "vitest";
import { ConversationState } from "./conversation-state.ts";

describe("ConversationState", () => {
  it("puts the system prompt and what was said before a question", () => {
    const state = new ConversationState("Be brief.");
    state.answered("one", { content: "1", reasoning: "hm" });
    expect(state.messagesWith("two")).toEqual([
      { role: "system", content: "Be brief." },
      { role: "user", content: "one" },
      { role: "assistant", content: "1", reasoning: "hm" },
      { role: "user", content: "two" },
    ]);
    state.system = undefined;
    expect(state.messagesWith("two")[0]).toEqual({ role: "user", content: "one" });
  });

  it("gives back the last question, and forgets its answer", () => {
    const state = new ConversationState();
    expect(state.takeLastQuestion()).toBeUndefined();
    state.answered("one", { content: "1" });
    state.answered("two", { content: "2" });
    expect(state.takeLastQuestion()).toBe("two");
    expect(state.turns).toHaveLength(2);
    expect(state.takeLastQuestion()).toBe("one");
    expect(state.turns).toEqual([]);
  });

  it("keeps a question that found no answer out of the conversation, for another try", () => {
    const state = new ConversationState();
    state.answered("one", { content: "1" });
    state.failed("two");
    expect(state.messagesWith("three")).toHaveLength(3);
    expect(state.takeLastQuestion()).toBe("two");
    expect(state.turns).toHaveLength(2);
    state.answered("three", { content: "3" });
    expect(state.takeLastQuestion()).toBe("three");
  });

  it("forgets and replaces", () => {
    const state = new ConversationState("a");
    state.answered("one", { content: "1" });
    state.failed("two");
    state.clear();
    expect([state.system, state.turns, state.takeLastQuestion()]).toEqual(["a", [], undefined]);
    state.replace(undefined, [{ role: "user", content: "x" }]);
    expect(state.messagesWith("y")).toHaveLength(2);
  });
});
