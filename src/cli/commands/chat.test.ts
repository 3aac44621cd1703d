import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import {
  type FakeContextOptions,
  fakeContext,
  fakeModel,
  fakeTerminal,
  modelEntry,
} from "../../../test/helpers/fake-command-context.ts";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { temporaryFolder } from "../../../test/helpers/temporary-folder.ts";
import { runProgram } from "../run-program.ts";

async function chat(options: FakeContextOptions, ...args: string[]) {
  const context = fakeContext({
    environment: { XDG_DATA_HOME: temporaryFolder() },
    terminal: fakeTerminal({ isInteractive: true }),
    ...options,
  });
  const exitCode = await runProgram(["chat", "tiny", ...args], context);
  const { terminal, loaded } = context;
  const [model] = loaded;
  return { exitCode, printed: terminal.printed(), noted: terminal.noted(), calls: model?.calls ?? [], model };
}

describe("shimmy chat", () => {
  it("keeps up a conversation until the input ends, and then unloads the model", async () => {
    const { exitCode, printed, noted, calls, model } = await chat(
      { typed: ["Hello", "And then?"] },
      ...["--system", "Be brief.", "--temperature", "0.2"],
    );
    expect(exitCode).toBe(0);
    expect(printed).toBe("Once more\n\nOnce more\n\n");
    expect(noted).toContain("Chat with tiny. /help lists the commands, Ctrl-D ends.\n");
    expect(calls.map(({ input }) => input)).toEqual([
      {
        kind: "messages",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
        ],
      },
      {
        kind: "messages",
        messages: [
          { role: "system", content: "Be brief." },
          { role: "user", content: "Hello" },
          { role: "assistant", content: "Once more" },
          { role: "user", content: "And then?" },
        ],
      },
    ]);
    expect(calls[0]?.options).toMatchObject({ maxTokens: null, temperature: 0.2 });
    expect(model?.unloads()).toBe(1);
  });

  it("answers each line of a pipe, without greeting and empty lines", async () => {
    const { exitCode, printed, noted } = await chat({
      terminal: fakeTerminal(),
      isPiped: true,
      typed: ["Hello", "", '"""two', 'lines"""'],
    });
    expect({ exitCode, printed }).toEqual({ exitCode: 0, printed: "Once more\nOnce more\n" });
    expect(noted).not.toContain("Chat with");
  });

  it("ends at once for /bye, and for Ctrl-C twice at the prompt, but not for one that took a text back", async () => {
    expect((await chat({ typed: ["/bye", "Hello"] })).calls).toEqual([]);
    const interrupt = { kind: "interrupt", dropped: false } as const;
    const twice = await chat({ typed: [interrupt, interrupt, "Hello"] });
    expect(twice).toMatchObject({ exitCode: 0, calls: [] });
    expect(twice.noted).toContain("Ctrl-C again, Ctrl-D or /bye ends the chat.\n");
    const others = await chat({
      typed: [interrupt, { kind: "interrupt", dropped: true }, interrupt, "Hello"],
    });
    expect(others.calls).toHaveLength(1);
  });

  it("stops an answer at Ctrl-C, keeps what was said, and goes on", async () => {
    const context: { interrupt: () => void } = { interrupt: () => {} };
    const options: FakeContextOptions = {
      environment: { XDG_DATA_HOME: temporaryFolder() },
      terminal: fakeTerminal({ isInteractive: true }),
      typed: ["Hello", "Go on"],
      model: (spec) =>
        fakeModel(spec, {
          pieces: ["one", " two", " three"],
          beforePiece: (index) => {
            if (index === 2 && context.interrupt !== undefined) context.interrupt();
          },
        }),
    };
    const made = fakeContext(options);
    let isFirst = true;
    context.interrupt = () => {
      if (isFirst) made.interrupt();
      isFirst = false;
    };
    expect(await runProgram(["chat", "tiny"], made)).toBe(0);
    expect(made.terminal.printed()).toBe("one two\n\none two three\n\n");
    expect(made.terminal.noted()).toContain("(stopped; /retry asks again)\n");
    const second = made.loaded[0]?.calls[1]?.input;
    expect(second).toMatchObject({
      messages: [{ content: "Hello" }, { role: "assistant", content: "one two" }, { content: "Go on" }],
    });
  });

  it("obeys its commands", async () => {
    const file = join(temporaryFolder(), "chat.json");
    const { exitCode, noted, calls } = await chat({
      typed: [
        ...["/help", "/show", "/set temperature 0", "/set think off", "/system Be kind.", "Hello", "/retry"],
        ...[
          `/save ${file}`,
          "/clear",
          "Fresh",
          `/load ${file}`,
          "Loaded",
          "/system -",
          "/system",
          "/set",
          "/cler",
        ],
      ],
    });
    expect(exitCode).toBe(0);
    const contents = calls.map(({ input }) =>
      typeof input === "object" && input.kind === "messages"
        ? input.messages.map(({ content }) => content)
        : [],
    );
    expect(contents).toEqual([
      ["Be kind.", "Hello"],
      ["Be kind.", "Hello"],
      ["Be kind.", "Fresh"],
      ["Be kind.", "Hello", "Once more", "Loaded"],
    ]);
    expect(calls[0]?.options).toMatchObject({ temperature: 0 });
    expect(calls[0]?.input).toMatchObject({ reasoning: { enabled: false } });
    for (const text of [
      "/clear ",
      "tiny: llama, 293K parameters; context 2048 tokens, 2 threads, CPU\n0 turns\nEvery option",
      "temperature 0\nthink off\n",
      `Saved to ${file}.\n`,
      "There is no system prompt.\n",
      "shimmy: There is no /cler. Did you mean /clear?",
    ]) {
      expect(noted).toContain(text);
    }
  });

  it("tells of a question that fails, and goes on; a script's exit code tells it too", async () => {
    const failing: FakeContextOptions["model"] = (spec) => {
      const model = fakeModel(spec);
      return {
        ...model,
        stream: async function* (input, options) {
          if (model.calls.length > 0) return yield* model.stream(input, options);
          model.calls.push({ input, options });
          throw new Error("It broke.");
        },
      };
    };
    const person = await chat({ model: failing, typed: ["One", "/retry"] });
    expect(person).toMatchObject({ exitCode: 0, printed: "\nOnce more\n\n" });
    expect(person.noted).toContain("shimmy: It broke.");
    expect(person.calls[1]?.input).toMatchObject({ messages: [{ content: "One" }] });
    const script = await chat({
      terminal: fakeTerminal(),
      model: failing,
      isPiped: true,
      typed: ["One", "Two"],
    });
    expect(script).toMatchObject({ exitCode: 1, printed: "\nOnce more\n" });
  });

  it("keeps a person's lines for the next time, unless told otherwise", async () => {
    const folder = temporaryFolder();
    const file = join(folder, "shimmy", "chat-history.jsonl");
    const environment = { XDG_DATA_HOME: folder };
    await chat({ environment, typed: ["secret"] }, "--no-history");
    await chat({ environment, isPiped: true, typed: ["from a pipe"] });
    expect(existsSync(file)).toBe(false);
    await chat({ environment, typed: ["Hello", "/bye"] });
    expect(readFileSync(file, "utf8")).toBe('"Hello"\n"/bye"\n');
  });

  it("takes over what an alias has to say", async () => {
    const model = modelEntry();
    const turns = [{ role: "user" as const, content: "Hi" }];
    const alias = {
      ...{ name: "tiny", base: "base", createdAt: new Date(0), model },
      ...{ system: "You are Mario.", messages: turns, options: { temperature: 0.1, topK: 5 } },
    };
    const { calls } = await chat({ entries: [{ ...model, alias }], typed: ["Hello"] }, "--top-k", "7");
    expect(calls[0]?.input).toMatchObject({
      messages: [{ content: "You are Mario." }, { content: "Hi" }, { content: "Hello" }],
    });
    expect(calls[0]?.options).toMatchObject({ temperature: 0.1, topK: 7 });
  });

  it("shows counts and speed when asked to", async () => {
    const { noted } = await chat({ typed: ["Hello"] }, "--stats");
    expect(noted).toContain("prompt 5 tokens in 10 ms; answer 2 tokens, 50.0 tokens/s\n");
    expect(noted).toContain("(cut off: the context or max_tokens is full)\n");
  });

  it("ends as a signal asks, and when nobody reads the answers", async () => {
    const options: FakeContextOptions = {
      typed: [() => "Hello"],
      terminal: fakeTerminal({ isInteractive: true }),
    };
    const interrupting = () => {
      stopped.interrupt();
      expect(stopped.interruption.signal.aborted).toBe(false);
      stopped.terminate();
      return "Hello";
    };
    const stopped = fakeContext({ ...options, typed: [interrupting] });
    expect(await runProgram(["chat", "tiny"], stopped)).toBe(130);
    const terminal = fakeTerminal({ onPrint: () => terminal.closeOutput() });
    const unread = fakeContext({ terminal, isPiped: true, typed: ["Hello", "Again"] });
    expect(await runProgram(["chat", "tiny"], unread)).toBe(0);
  });

  it.each([
    [["--think", "hard"], 'shimmy: think must be one of on, off, low, medium, high, not "hard".\n'],
    [
      ["--url", "ftp://x"],
      'shimmy: --url must be a server\'s address such as http://127.0.0.1:11435, not "ftp://x".\n',
    ],
    [
      ["--url", "127.0.0.1:1", "--adapter", "a=1"],
      "shimmy: --adapter goes with a model that this command loads",
    ],
  ])("refuses %j", async (args, message) => {
    const { exitCode, noted } = await chat({ typed: [] }, ...args);
    expect(exitCode).toBe(2);
    expect(noted).toContain(message);
  });
});

describe("shimmy chat with a server", () => {
  it("talks to it with the same options, thoughts apart", async () => {
    const { service, listen } = await createScriptedApp();
    service.script = {
      pieces: () => [{ type: "reasoning", text: "hm" }, { type: "text", text: "Hello" }, " there"],
    };
    const url = await listen();
    const result = await chat(
      { typed: ["Hi", "/show", "More"], entries: [] },
      ...["--url", url, "--max-tokens", "9", "--think", "off", "--stats"],
    );
    expect(result).toMatchObject({ exitCode: 0, calls: [] });
    expect(result.printed).toBe("Thinking…\nhm\n…done thinking.\n\nHello there\n\n".repeat(2));
    expect(result.noted).toContain(`tiny: on ${url}; context`);
    expect(result.noted).toContain("answer 3 tokens");
    expect(service.requests.map(({ input, options }) => [input, options.maxTokens])).toMatchObject([
      [{ kind: "messages", messages: [{ content: "Hi" }], reasoning: { enabled: false } }, 9],
      [
        { messages: [{ content: "Hi" }, { content: "Hello there", reasoning: "hm" }, { content: "More" }] },
        9,
      ],
    ]);
  });

  it("finds it by SHIMMY_URL, and tells what the server says of a failure", async () => {
    const { service, listen } = await createScriptedApp();
    const url = await listen();
    const environment = { SHIMMY_URL: url, XDG_DATA_HOME: temporaryFolder() };
    service.script = {
      accept: () => {
        throw new Error("no");
      },
    };
    const failed = await chat({ environment, isPiped: true, typed: ["Hi"] });
    expect(failed.exitCode).toBe(1);
    expect(failed.noted).toMatch(/^shimmy: .+\n$/);
    const unknown = fakeContext({ environment, typed: [] });
    expect(await runProgram(["chat", "nobody"], unknown)).toBe(1);
    expect(unknown.terminal.noted()).toContain("nobody");
  });

  it("says how to start one where none answers", async () => {
    const { exitCode, noted } = await chat({ typed: [] }, "--url", "http://127.0.0.1:1");
    expect(exitCode).toBe(1);
    expect(noted).toContain("No server answers at http://127.0.0.1:1 (");
    expect(noted).toContain("shimmy serve");
  });
});
