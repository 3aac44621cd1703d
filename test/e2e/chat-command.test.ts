import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, inject, it } from "vitest";
import { REPOSITORY, runCommand } from "../helpers/built-command.ts";
import { needing } from "../helpers/needing.ts";
import { temporaryFolder } from "../helpers/temporary-folder.ts";
import { openTerminal, WITHOUT_TMUX } from "../helpers/tmux.ts";
import { ENDLESS_ANSWER_TOKENS, writeModelFolder } from "./model-folder.ts";

const PROGRAM = [process.execPath, path.join(REPOSITORY, "dist", "bin.js")];
const QUICK = ["--threads", "1", "--temperature", "0"];

describe("shimmy chat in a pipe", () => {
  it("answers every line, and ends with the input", async () => {
    const args = ["chat", "shimmy-tiny", ...QUICK, "--max-tokens", "24"];
    const outcome = await runCommand(args, { input: "What are you?\n/clear\nWhat are you?\n" });
    expect(outcome.code).toBe(0);
    const [first, second, ...rest] = outcome.stdout.trimEnd().split("\n");
    expect(first).not.toBe("");
    expect(second).toBe(first);
    expect(rest).toEqual([]);
    expect(outcome.stdout).not.toContain("\u001b");
  });
});

needing(WITHOUT_TMUX).describe("shimmy chat in a terminal", () => {
  function open(...args: readonly string[]) {
    const home = temporaryFolder();
    const terminal = openTerminal([...PROGRAM, "chat", ...args, ...QUICK], {
      cwd: home,
      env: { HOME: home, SHIMMY_PRELOAD: "" },
    });
    return { home, terminal };
  }

  it("answers, remembers lines for the next chat, and ends by Ctrl-D", async () => {
    const { home, terminal } = open("shimmy-tiny", "--max-tokens", "16");
    await terminal.shows(/Chat with shimmy-tiny\..*\n>>> $/s);
    terminal.literal("What are yu?");
    // the cursor goes back for the letter that is missing
    terminal.keys("Left", "Left");
    terminal.literal("o");
    terminal.keys("Enter");
    const answered = await terminal.shows(/>>> What are you\?\n[^>]*\S[^>]*\n\n>>> $/m);
    expect(answered).not.toContain("Thinking");
    terminal.keys("Up", "Enter");
    await terminal.shows(/(>>> What are you\?\n[^>]*){2}>>> $/);
    terminal.literal("/sh");
    terminal.keys("Tab", "Enter");
    await terminal.shows(/shimmy-tiny: .*parameters; context.*\n4 turns\n/);
    terminal.keys("C-d");
    expect(await terminal.ended()).toBe(0);
    const history = readFileSync(path.join(home, ".local/share/shimmy/chat-history.jsonl"), "utf8");
    expect(history).toBe('"What are you?"\n"What are you?"\n"/show"\n');
  });

  it("stops the answer at Ctrl-C and not the program, and ends at two at the prompt", async () => {
    const models = await writeModelFolder(inject("tinyModelPath"));
    const { terminal } = open(
      ...["long", "--model-dirs", models.path, "--ignore-eos", "--max-tokens", String(ENDLESS_ANSWER_TOKENS)],
    );
    await terminal.shows(/>>> $/);
    terminal.literal("hello there");
    terminal.keys("Enter");
    await terminal.shows(/>>> hello there\n\S/);
    terminal.keys("C-c");
    await terminal.shows(/\(stopped; \/retry asks again\)\n\n>>> $/);
    terminal.literal("half a li");
    terminal.keys("C-c");
    terminal.literal("/bogus");
    terminal.keys("Enter");
    await terminal.shows(/There is no \/bogus\./);
    terminal.keys("C-c");
    await terminal.shows(/Ctrl-C again, Ctrl-D or \/bye ends the chat\.\n>>> $/);
    terminal.keys("C-c");
    expect(await terminal.ended()).toBe(0);
    await models.remove();
  });

  it("takes a text of several lines, typed and pasted", async () => {
    const { home, terminal } = open("shimmy-tiny", "--max-tokens", "4", "--system", "Be kind.");
    await terminal.shows(/>>> $/);
    terminal.literal('"""one');
    terminal.keys("Enter");
    await terminal.shows(/\n\.\.\. $/);
    terminal.literal('two"""');
    terminal.keys("Enter");
    await terminal.shows(/two"""\n[^>]*\n\n>>> $/);
    terminal.paste("three\nfour\n\tfive");
    terminal.keys("Enter");
    await terminal.shows(/five\n[^>]*\n\n>>> $/);
    terminal.literal("/save chat.json");
    terminal.keys("Enter");
    await terminal.shows(/Saved to .*chat\.json\./);
    const file = path.join(home, "chat.json");
    expect(existsSync(file)).toBe(true);
    const saved = JSON.parse(readFileSync(file, "utf8"));
    expect(saved).toMatchObject({ model: "shimmy-tiny", system: "Be kind." });
    expect(saved.messages[0].content).toBe("one\ntwo");
    expect(saved.messages[2].content).toBe("three\nfour\n\tfive");
    terminal.literal("/bye");
    terminal.keys("Enter");
    expect(await terminal.ended()).toBe(0);
  });
});
