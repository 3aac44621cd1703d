import { describe, expect, it } from "vitest";
import { fakeContext } from "../../test/helpers/fake-command-context.ts";
import { ShimmyError } from "../core/errors.ts";
import { describeFailure, reportFailure } from "./report-failure.ts";

describe("reportFailure", () => {
  it("ends with 1 for a failure, in one line", () => {
    const context = fakeContext();
    expect(reportFailure(new ShimmyError("model_not_found", "No\n  such model."), false, context)).toBe(1);
    expect(context.terminal.noted()).toBe("shimmy: No such model.\n");
  });

  it("is quiet where the work was stopped on purpose", () => {
    const interrupted = fakeContext();
    interrupted.interrupt();
    expect(reportFailure(new ShimmyError("cancelled", "Stopped."), false, interrupted)).toBe(130);
    const unread = fakeContext();
    unread.terminal.closeOutput();
    expect(reportFailure(new DOMException("Stopped", "AbortError"), false, unread)).toBe(0);
    expect(interrupted.terminal.noted() + unread.terminal.noted()).toBe("");
  });

  it("says where to find more when the failure was not foreseen", () => {
    expect(describeFailure(new TypeError("x is not a function"))).toEqual([
      "x is not a function (--verbose shows more)",
    ]);
    expect(describeFailure("text")).toEqual(["Something failed: text"]);
  });
});
