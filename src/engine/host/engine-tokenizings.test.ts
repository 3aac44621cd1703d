import { describe, expect, test } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import type { EngineCommand, TokenizingWork } from "../protocol.ts";
import { EngineTokenizings } from "./engine-tokenizings.ts";

const work = (prompt = "a"): TokenizingWork => ({ kind: "count", prompt: { prompt, parseSpecial: false } });

const codeOf = (answer: Promise<unknown>): Promise<string> =>
  answer.then(
    () => "no error",
    (error: unknown) => (error instanceof ShimmyError ? error.code : String(error)),
  );

function open(queueLimit = 4) {
  const commands: EngineCommand[] = [];
  const tokenizings = new EngineTokenizings({ queueLimit, send: (command) => commands.push(command) });
  const sent = () =>
    commands.flatMap((command) => (command.type === "tokenize" ? [command.tokenizing.id] : []));
  const cancelled = () =>
    commands.flatMap((command) => (command.type === "cancel-tokenizing" ? [command.id] : []));
  const answer = (id: number) =>
    tokenizings.handle({ type: "tokenized", id, outcome: { kind: "count", count: id } });
  return { tokenizings, sent, cancelled, answer };
}

describe("the requests for tokens", () => {
  test("are sent when there is a process, sixteen at once, and each gets its own answer", async () => {
    const { tokenizings, sent, answer } = open();
    const answers = Array.from({ length: 18 }, () => tokenizings.submit(work(), {}));
    expect(sent()).toEqual([]);
    expect(tokenizings.isBusy).toBe(false);
    tokenizings.open();
    expect(sent()).toHaveLength(16);
    expect(tokenizings.isBusy).toBe(true);
    answer(2);
    expect(sent().at(-1)).toBe(17);
    for (let id = 18; id > 0; id--) answer(id);
    const counts = (await Promise.all(answers)).map((found) => found.kind === "count" && found.count);
    expect(counts).toEqual(Array.from({ length: 18 }, (_, index) => index + 1));
    expect(tokenizings.isEmpty).toBe(true);
  });

  test("are queued by the limit that holds when they come", async () => {
    const limits = { queueLimit: 0, send: () => {} };
    const tokenizings = new EngineTokenizings(limits);
    void Array.from({ length: 16 }, () => codeOf(tokenizings.submit(work(), {})));
    const refused = codeOf(tokenizings.submit(work(), {}));
    limits.queueLimit = 1;
    const queued = codeOf(tokenizings.submit(work(), {}));
    tokenizings.failAll(new ShimmyError("cancelled", "The test ends."));
    expect([await refused, await queued]).toEqual(["queue_full", "cancelled"]);
  });

  test("are refused when too many wait, of all and of one client", async () => {
    const { tokenizings } = open();
    const submit = (client?: string) => codeOf(tokenizings.submit(work(), { client }));
    const answers = Array.from({ length: 16 }, () => submit());
    answers.push(submit("c"), submit("c"), submit("c"));
    expect(await submit("c")).toBe("rate_limited");
    answers.push(submit("d"));
    expect(await submit("d")).toBe("queue_full");
    tokenizings.failAll(new ShimmyError("shutting_down", "over"));
    expect(new Set(await Promise.all(answers))).toEqual(new Set(["shutting_down"]));
  });

  test("fail with what the engine says", async () => {
    const { tokenizings } = open();
    tokenizings.open();
    const answer = tokenizings.submit(work(), {});
    const failure = { code: "invalid_request", message: "No.", param: "tokens" } as const;
    tokenizings.handle({ type: "tokenized", id: 1, outcome: { kind: "failed", failure } });
    await expect(answer).rejects.toMatchObject(failure);
  });

  test("are given up at their signal, in the process only where it knows them", async () => {
    const { tokenizings, sent, cancelled, answer } = open();
    const controller = new AbortController();
    const signal = controller.signal;
    const waiting = codeOf(tokenizings.submit(work(), { signal }));
    controller.abort(new ShimmyError("generation_timeout", "too slow"));
    expect(await waiting).toBe("generation_timeout");
    expect(await codeOf(tokenizings.submit(work(), { signal }))).toBe("generation_timeout");
    tokenizings.open();
    expect([sent(), cancelled()]).toEqual([[], []]);
    const second = new AbortController();
    const running = codeOf(tokenizings.submit(work(), { signal: second.signal }));
    second.abort();
    expect(await running).toBe("cancelled");
    expect([sent(), cancelled()]).toEqual([[2], [2]]);
    // its answer was under way
    answer(2);
    expect(tokenizings.isEmpty).toBe(true);
  });

  test("outlive the process where they only waited", async () => {
    const { tokenizings, sent, answer } = open();
    tokenizings.open();
    const lost = codeOf(tokenizings.submit(work(), { requestId: "a" }));
    expect(tokenizings.sentRequestIds()).toEqual(["a"]);
    tokenizings.close();
    const waiting = tokenizings.submit(work(), {});
    tokenizings.failSent(new ShimmyError("engine_crashed", "gone"));
    expect(await lost).toBe("engine_crashed");
    tokenizings.open();
    expect(sent()).toEqual([1, 2]);
    answer(2);
    expect(await waiting).toEqual({ kind: "count", count: 2 });
    await tokenizings.untilIdle(1000);
  });

  test("are waited for, but no longer than asked", async () => {
    const { tokenizings, answer } = open();
    tokenizings.open();
    const found = tokenizings.submit(work(), {});
    await tokenizings.untilIdle(1);
    expect(tokenizings.isEmpty).toBe(false);
    const idle = tokenizings.untilIdle(60_000);
    answer(1);
    await Promise.all([idle, found]);
    expect(tokenizings.isEmpty).toBe(true);
  });
});
