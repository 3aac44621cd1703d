import { EventEmitter } from "node:events";
import { describe, expect, it } from "vitest";
import { listenForInterruption } from "./interruption.ts";

describe("listenForInterruption", () => {
  it("asks to stop at the first signal and ends the process at the second", () => {
    const source = new EventEmitter();
    const exits: number[] = [];
    const interruption = listenForInterruption(source, (code) => exits.push(code));
    expect(interruption.exitCode).toBeUndefined();
    source.emit("SIGINT");
    expect(interruption.signal.aborted).toBe(true);
    expect(interruption.exitCode).toBe(130);
    expect(exits).toEqual([]);
    source.emit("SIGTERM");
    expect(exits).toEqual([143]);
    expect(interruption.exitCode).toBe(130);
  });

  it("hands SIGINT to whoever took it last, and SIGTERM to nobody else", () => {
    const source = new EventEmitter();
    const interruption = listenForInterruption(source, () => {});
    const heard: string[] = [];
    const giveBackFirst = interruption.divert(() => heard.push("first"));
    const giveBackSecond = interruption.divert(() => heard.push("second"));
    source.emit("SIGINT");
    giveBackSecond();
    source.emit("SIGINT");
    expect(heard).toEqual(["second", "first"]);
    expect(interruption.signal.aborted).toBe(false);
    source.emit("SIGTERM");
    expect(interruption.exitCode).toBe(143);
    giveBackFirst();
    source.emit("SIGINT");
    expect(heard).toHaveLength(2);
  });
});
