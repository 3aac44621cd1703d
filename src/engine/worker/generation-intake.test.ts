import { expect, test } from "vitest";
import { greedy } from "../../../test/helpers/greedy.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { EngineGeneration, EngineReport } from "../protocol.ts";
import { GenerationIntake } from "./generation-intake.ts";

/** An intake whose requests with a grammar wait until they are said to be ready, or wrong. */
function openIntake() {
  const log: unknown[] = [];
  const waits = new Map<string, { ready: () => void; wrong: (error: unknown) => void }>();
  const intake = new GenerationIntake({
    loop: {
      generate: ({ id }: EngineGeneration) => log.push(`generate ${id}`),
      cancel: (id: number) => log.push(`cancel ${id}`),
    },
    samplers: {
      prepare: ({ grammar }) => {
        if (grammar === "bad") throw new ShimmyError("invalid_request", "bad");
        if (grammar === undefined) return undefined;
        return new Promise<void>((resolve, reject) => {
          waits.set(grammar, { ready: resolve, wrong: reject });
        });
      },
    },
    report: (report: EngineReport) => log.push(report),
  });
  const generate = (id: number, grammar?: string): void =>
    intake.generate({
      id,
      prompt: "",
      parseSpecial: false,
      options: greedy(1),
      seed: 1,
      ...(grammar !== undefined && { grammar }),
    });
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { intake, generate, log, waits, settle };
}

test("lets a request in at once where there is nothing to prepare, and others when they are ready", async () => {
  const { generate, log, waits, settle } = openIntake();
  generate(1, "slow");
  generate(2);
  expect(log).toEqual(["generate 2"]);
  waits.get("slow")?.ready();
  await settle();
  expect(log).toEqual(["generate 2", "generate 1"]);
});

test("answers a cancel while it prepares, and forgets the request", async () => {
  const { intake, generate, log, waits, settle } = openIntake();
  generate(1, "slow");
  generate(2, "wrong");
  intake.cancel(1);
  intake.cancel(2);
  intake.cancel(3);
  waits.get("slow")?.ready();
  waits.get("wrong")?.wrong(new ShimmyError("invalid_request", "late"));
  await settle();
  expect(log).toEqual([{ type: "cancelled", id: 1 }, { type: "cancelled", id: 2 }, "cancel 3"]);
});

test("reports what is wrong with a request, found at once or later", async () => {
  const { generate, log, waits, settle } = openIntake();
  generate(1, "bad");
  generate(2, "wrong");
  waits.get("wrong")?.wrong(new ShimmyError("invalid_request", "no grammar", { param: "outputFormat" }));
  await settle();
  expect(log).toEqual([
    { type: "failed", id: 1, failure: { code: "invalid_request", message: "bad" } },
    {
      type: "failed",
      id: 2,
      failure: { code: "invalid_request", message: "no grammar", param: "outputFormat" },
    },
  ]);
});

test("lets nobody in once it is closed", async () => {
  const { intake, generate, log, waits, settle } = openIntake();
  generate(1, "slow");
  intake.close();
  waits.get("slow")?.ready();
  await settle();
  expect(log).toEqual([]);
});
