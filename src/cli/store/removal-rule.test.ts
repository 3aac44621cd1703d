import { describe, expect, it } from "vitest";
import { decideRemoval, type RemovalFacts } from "./removal-rule.ts";

const pulled: RemovalFacts = {
  name: "llama3:8b",
  source: "discovered",
  isAlias: false,
  path: "/home/someone/llama3.gguf",
  isInStore: true,
  owner: undefined,
  user: undefined,
  isForced: false,
};

describe("decideRemoval", () => {
  it("removes pulled models and aliases, without force", () => {
    expect(decideRemoval(pulled)).toEqual({ kind: "files" });
    expect(decideRemoval({ ...pulled, owner: "ollama" })).toEqual({ kind: "files" });
    expect(decideRemoval({ ...pulled, isAlias: true, isInStore: false, user: "server" })).toEqual({
      kind: "alias",
    });
  });

  it("removes a person's own file with force only", () => {
    const own = { ...pulled, isInStore: false };
    expect(decideRemoval(own)).toMatchObject({ kind: "refuse", reason: expect.stringContaining("--force") });
    expect(decideRemoval({ ...own, isForced: true })).toEqual({ kind: "files" });
  });

  it.each([
    [{ source: "builtin" as const }, "comes with Shimmy"],
    [{ user: "server" as const }, "is in the server's memory: shimmy stop llama3:8b"],
    [{ user: "process" as const }, "A process has the file"],
    [{ isInStore: false, owner: "ollama" as const }, "ollama rm llama3:8b"],
    [{ isInStore: false, owner: "hugging-face" as const }, "Hugging Face cache"],
  ])("refuses %j, with force too", (changes, reason) => {
    const decision = decideRemoval({ ...pulled, ...changes, isForced: true });
    expect(decision).toMatchObject({ kind: "refuse", reason: expect.stringContaining(reason) });
  });
});
