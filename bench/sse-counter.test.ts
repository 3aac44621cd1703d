import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { SseCounter } from "./sse-counter.ts";

const STREAM = [
  'data: {"choices":[{"text":"Once","finish_reason":null}],"usage":null}',
  'data: {"choices":[{"text":" \\"text\\":\\"\\" \\"usage\\":{","finish_reason":null}]}',
  ": ping",
  'data: {"choices":[{"text":"","finish_reason":"length"}]}',
  'data: {"choices":[],"usage":{"prompt_tokens":64,"completion_tokens":2,"prompt_tokens_details":{"cached_tokens":3}}}',
  "data: [DONE]",
  "",
].join("\n\n");

describe("SseCounter", () => {
  it("counts frames with text only, and reads the usage", () => {
    const counter = new SseCounter();
    expect(counter.push(STREAM)).toBe(2);
    expect(counter.done).toBe(true);
    expect(counter.error).toBeUndefined();
    expect(counter.usage()).toEqual({ promptTokens: 64, completionTokens: 2, cachedTokens: 3 });
  });

  it("gives the same counts wherever the stream is cut", () => {
    fc.assert(
      fc.property(fc.array(fc.nat({ max: STREAM.length })), (cuts) => {
        const counter = new SseCounter();
        const ends = [...cuts.toSorted((a, b) => a - b), STREAM.length];
        const counted = ends.reduce(
          (sum, end, index) => sum + counter.push(STREAM.slice(ends[index - 1] ?? 0, end)),
          0,
        );
        expect(counted).toBe(2);
        expect(counter.done).toBe(true);
        expect(counter.usage()?.promptTokens).toBe(64);
      }),
    );
  });

  it("keeps the first error frame and does not take it for text", () => {
    const counter = new SseCounter();
    counter.push(
      'data: {"error":{"message":"\\"text\\":\\"x\\""}}\n\ndata: {"error":{"message":"second"}}\n\n',
    );
    expect(counter.error).toContain("text");
    expect(counter.textFrames).toBe(0);
    expect(counter.done).toBe(false);
  });

  it("has no usage without a usage frame, or with one of another shape", () => {
    const counter = new SseCounter();
    expect(counter.usage()).toBeUndefined();
    counter.push('data: {"usage":{"prompt_tokens":"many"}}\n\n');
    expect(counter.usage()).toBeUndefined();
  });

  it("takes a server that does not report cached tokens as having none", () => {
    const counter = new SseCounter();
    counter.push('data: {"usage":{"prompt_tokens":1,"completion_tokens":2}}\n\n');
    expect(counter.usage()).toEqual({ promptTokens: 1, completionTokens: 2, cachedTokens: 0 });
  });
});
