import { describe, expect, it } from "vitest";
import { createScriptedService, untilAborted } from "../../../test/helpers/scripted-service.ts";
import { ShimmyError } from "../../core/errors.ts";
import { createMetrics } from "../../observability/metrics.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import { beginChoices } from "./begin-choices.ts";
import type { HttpGenerationRequest } from "./begin-generation.ts";
import { collectChoices } from "./collect-answer.ts";

function request(text = "x", seed?: number): HttpGenerationRequest {
  return {
    model: "tiny",
    input: { kind: "prompt", text },
    options: seed === undefined ? {} : { seed },
    requestId: "r",
    signal: new AbortController().signal,
    client: "c",
  };
}

function begin(perPrompt: number, ...prompts: HttpGenerationRequest[]) {
  const service = createScriptedService();
  const metrics = createMetrics();
  const context = { service, metrics };
  const [first = request(), ...others] = prompts;
  return {
    service,
    metrics,
    begin: () => beginChoices(context, { prompts: [first, ...others], perPrompt }),
  };
}

const textOf = ({ input }: GenerationRequest) => (input.kind === "prompt" ? input.text : "");

describe("beginChoices", () => {
  it("asks for one answer as it stands", async () => {
    const { service, begin: start } = begin(1);
    const choices = await start();
    expect(choices).toMatchObject({ model: "tiny", count: 1, perPrompt: 1 });
    const { answers, totals } = await collectChoices(choices);
    expect(answers.map(({ text }) => text)).toEqual(["Hello world"]);
    expect(totals.usage).toEqual({
      promptTokens: 5,
      completionTokens: 2,
      cachedTokens: 2,
      reasoningTokens: 0,
    });
    expect(service.requests[0]).toMatchObject({ requestId: "r", options: {} });
  });

  it("gives each answer the seed after the one before, and an id and the rest of its prompt's request", async () => {
    const { service, begin: start } = begin(2, request("a", 0xffff_fffd), request("b", 0xffff_fffd));
    service.script = { pieces: (asked) => [textOf(asked), String(asked.options.seed)] };
    const { answers, totals } = await collectChoices(await start());
    expect(answers.map(({ text }) => text)).toEqual(["a4294967293", "a4294967294", "b0", "b1"]);
    expect(answers.map(({ end }) => end.seed)).toEqual([0xffff_fffd, 0xffff_fffe, 0, 1]);
    // each prompt counts once
    expect(totals.usage).toEqual({
      promptTokens: 10,
      completionTokens: 8,
      cachedTokens: 4,
      reasoningTokens: 0,
    });
    expect(totals.seed).toBe(0xffff_fffd);
    expect(service.requests.map(({ requestId, client }) => [requestId, client])).toEqual(
      [0, 1, 2, 3].map((index) => [`r.${index}`, "c"]),
    );
    expect(service.cancelled).toEqual([]);
  });

  it("chooses a seed that gives all answers again", async () => {
    const first = begin(3);
    const { totals } = await collectChoices(await first.begin());
    const again = begin(3, request("x", totals.seed));
    await collectChoices(await again.begin());
    const seeds = [first, again].map(({ service }) => service.requests.map(({ options }) => options.seed));
    expect(seeds[0]).toEqual(seeds[1]);
    expect(new Set(seeds[0]).size).toBe(3);
  });

  it("numbers the events of answers that come side by side", async () => {
    const { begin: start } = begin(2);
    const seen: unknown[] = [];
    for await (const event of (await start()).events) seen.push([event.choice, event.type]);
    expect(seen).toEqual([
      [0, "text"],
      [1, "text"],
      [0, "text"],
      [1, "text"],
      [0, "end"],
      [1, "end"],
    ]);
  });

  it("begins some at once and the others as these end", async () => {
    const prompts = Array.from({ length: 40 }, (_, index) => request(String(index)));
    const { service, begin: start } = begin(1, ...prompts);
    service.script = { pieces: (asked) => [textOf(asked)] };
    const choices = await start();
    expect(service.requests).toHaveLength(16);
    const { answers } = await collectChoices(choices);
    expect(answers.map(({ text }) => text)).toEqual(prompts.map(textOf));
    expect(service.requests).toHaveLength(40);
  });

  it("begins the first alone, until it has a slot", async () => {
    const { service, begin: start } = begin(3);
    let giveSlot = (): void => {};
    const slot = new Promise<void>((resolve) => {
      giveSlot = resolve;
    });
    service.script = {
      accept: (asked) => {
        if (asked.requestId !== "r.0") return undefined;
        // the load of its model gives it no place in the queue
        asked.onQueued?.({ phase: "loading", progress: 0.5 });
        return slot;
      },
    };
    const begun = start();
    await new Promise((resolve) => setImmediate(resolve));
    expect(service.requests).toHaveLength(1);
    giveSlot();
    await collectChoices(await begun);
    expect(service.requests).toHaveLength(3);
  });

  it("begins the others once the first has a place in the queue, and answers when one of them has a slot", async () => {
    const places: unknown[] = [];
    const { service, begin: start } = begin(2, { ...request(), onQueued: (place) => places.push(place) });
    service.script = {
      accept: (asked) => {
        if (asked.requestId !== "r.0") return undefined;
        asked.onQueued?.({ position: 1, expectedWaitMs: 5 });
        return untilAborted(asked);
      },
      pieces: () => ["a", "b"],
    };
    const { events } = await start();
    expect((await events.next()).value).toMatchObject({ choice: 1, type: "text" });
    await events.return();
    expect(places).toEqual([{ position: 1, expectedWaitMs: 5 }]);
    expect(service.cancelled).toEqual(["r.0", "r.1"]);
  });

  it("fails when the queue has no room for the first", async () => {
    const { service, metrics, begin: start } = begin(3);
    service.script = {
      accept: () => {
        throw new ShimmyError("queue_full", "All slots are taken.");
      },
    };
    await expect(start()).rejects.toMatchObject({ code: "queue_full" });
    expect(service.requests).toHaveLength(1);
    expect(await metrics.render()).toContain('shimmy_generations_total{model="tiny",outcome="queue_full"} 1');
  });

  it("fails and stops the others when one is refused", async () => {
    const { service, begin: start } = begin(3);
    service.script = {
      accept: (asked) => {
        asked.onQueued?.({ position: 1, expectedWaitMs: 5 });
        if (asked.requestId !== "r.1") return untilAborted(asked);
        throw new ShimmyError("context_length_exceeded", "Too long.");
      },
    };
    await expect(start()).rejects.toMatchObject({ code: "context_length_exceeded" });
    expect(service.cancelled).toHaveLength(3);
  });

  it.each(["queue_full", "rate_limited"] as const)(
    "waits with an answer for which the queue has no room (%s) until another one ends",
    async (code) => {
      const { service, metrics, begin: start } = begin(16, request("a"), request("b"));
      let running = 0;
      let most = 0;
      service.script = {
        accept: () => {
          if (running === 3) throw new ShimmyError(code, "No room.");
          running += 1;
          most = Math.max(most, running);
        },
        pieces: function* (asked) {
          yield asked.requestId;
          running -= 1;
        },
      };
      const { answers } = await collectChoices(await start());
      expect(answers.map(({ text }) => text)).toEqual(answers.map((_, index) => `r.${index}`));
      expect([answers.length, most]).toEqual([32, 3]);
      const counted = await metrics.render();
      expect(counted).toContain('shimmy_generations_total{model="tiny",outcome="stop"} 32');
      expect(counted).not.toContain(`outcome="${code}"`);
    },
  );

  it("fails when the queue has no room and none of its own answers is left to wait for", async () => {
    const { service, metrics, begin: start } = begin(3);
    service.script = {
      accept: (asked) => {
        if (asked.requestId !== "r.0") throw new ShimmyError("queue_full", "All slots are taken.");
      },
    };
    await expect(collectChoices(await start())).rejects.toMatchObject({ code: "queue_full" });
    expect(await metrics.render()).toContain('shimmy_generations_total{model="tiny",outcome="queue_full"} 1');
  });

  it("ends all answers when one fails, and tells why", async () => {
    const { service, begin: start } = begin(3);
    service.script = {
      pieces: async function* (asked) {
        yield "a";
        if (asked.requestId === "r.2") throw new ShimmyError("engine_crashed", "It crashed.");
        await untilAborted(asked);
      },
    };
    await expect(collectChoices(await start())).rejects.toMatchObject({ code: "engine_crashed" });
    expect(service.cancelled.toSorted()).toEqual(["r.0", "r.1", "r.2"]);
  });

  it("ends all answers when the client leaves, those that have not begun too", async () => {
    const client = new AbortController();
    const prompts = Array.from({ length: 20 }, () => ({ ...request(), signal: client.signal }));
    const { service, begin: start } = begin(1, ...prompts);
    service.script = {
      pieces: async function* (asked) {
        yield "a";
        await untilAborted(asked);
      },
    };
    const { events } = await start();
    await events.next();
    client.abort(new ShimmyError("cancelled", "gone"));
    const rest = async () => {
      for await (const _event of events);
    };
    await expect(rest()).rejects.toMatchObject({ code: "cancelled" });
    expect(service.cancelled).toHaveLength(16);
    expect(service.requests).toHaveLength(16);
  });

  it("asks nothing of the service for a client that has left already", async () => {
    const { service, begin: start } = begin(2, { ...request(), signal: AbortSignal.abort() });
    await expect(start()).rejects.toMatchObject({ code: "cancelled" });
    expect(service.requests).toEqual([]);
  });

  it("names a refused field as the client wrote it", async () => {
    const refused = { ...request(), fieldNames: { outputFormat: "response_format" } };
    const { service, begin: start } = begin(2, refused);
    service.script = {
      accept: () => {
        throw new ShimmyError("invalid_request", "outputFormat is odd.", { param: "outputFormat" });
      },
    };
    await expect(start()).rejects.toMatchObject({
      param: "response_format",
      message: "response_format is odd.",
    });
  });
});
