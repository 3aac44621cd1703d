import { describe, expect, it } from "vitest";
import { fakeTerminal } from "../../test/helpers/fake-command-context.ts";
import { showLoadProgress } from "./load-progress.ts";

describe("showLoadProgress", () => {
  it("redraws one line for each new percent and removes it in the end", () => {
    const terminal = fakeTerminal({ isInteractive: true });
    const progress = showLoadProgress("tiny\u001b", terminal);
    for (const fraction of [0.001, 0.5, 0.503, 2]) progress.update(fraction);
    progress.finish();
    expect(terminal.noted().split("\r\u001b[K")).toEqual([
      "",
      "Loading tiny? 0 %",
      "Loading tiny? 50 %",
      "Loading tiny? 100 %",
      "",
    ]);
  });

  it("is silent in a pipe", () => {
    const terminal = fakeTerminal();
    const progress = showLoadProgress("tiny", terminal);
    progress.update(0.5);
    progress.finish();
    expect(terminal.noted()).toBe("");
  });
});
