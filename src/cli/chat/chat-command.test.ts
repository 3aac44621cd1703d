import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { CHAT_COMMANDS, chatHelp, completeCommand, parseMessage } from "./chat-command.ts";

describe("parseMessage", () => {
  it.each([
    ["/clear", { kind: "command", name: "/clear", argument: "" }],
    ["  /CLEAR ", { kind: "command", name: "/clear", argument: "" }],
    ["/set temperature 0.2", { kind: "command", name: "/set", argument: "temperature 0.2" }],
    ["/system You are\nMario.", { kind: "command", name: "/system", argument: "You are\nMario." }],
    ["/?", { kind: "command", name: "/help", argument: "" }],
    ["/exit", { kind: "command", name: "/bye", argument: "" }],
  ])("reads the command %j", (message, parsed) => {
    expect(parseMessage(message)).toEqual(parsed);
  });

  it.each(["hello", "/etc/passwd is a file?", "/home", "what is /clear", "/2 is a half"])(
    "asks %j, unless it is a word of letters",
    (message) => {
      const parsed = parseMessage(message);
      expect(parsed.kind).toBe(message === "/home" ? "wrong" : "ask");
    },
  );

  it("asks what stands behind a doubled slash", () => {
    expect(parseMessage("//clear")).toEqual({ kind: "ask", text: "/clear" });
  });

  it("names the nearest command, and what is missing or too much", () => {
    expect(parseMessage("/cler")).toMatchObject({ message: expect.stringContaining("Did you mean /clear?") });
    expect(parseMessage("/save")).toMatchObject({ kind: "wrong", message: "/save needs a file: /save FILE" });
    expect(parseMessage("/retry now")).toMatchObject({ message: "/retry takes nothing behind it." });
  });

  it("never throws, and never loses the text of a question", () => {
    fc.assert(
      fc.property(fc.string(), (message) => {
        const parsed = parseMessage(message);
        if (parsed.kind === "ask" && !message.trim().startsWith("//"))
          expect(parsed.text).toBe(message.trim());
      }),
    );
  });
});

describe("help and completion", () => {
  it("know every command", () => {
    const names = Object.keys(CHAT_COMMANDS);
    for (const name of names) expect(chatHelp()).toContain(`  ${name} `);
    expect(completeCommand("/")).toEqual(names);
    expect(completeCommand("/s")).toEqual(["/system", "/set", "/show", "/save"]);
    expect(completeCommand("what is /s")).toEqual([]);
  });
});
