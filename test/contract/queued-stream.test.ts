import type OpenAI from "openai";
import { expect, test } from "vitest";
import { ShimmyError } from "../../src/core/errors.ts";
import { createScriptedApp, type ScriptedApp } from "../helpers/scripted-app.ts";
import { openaiClient } from "../helpers/sdk-clients.ts";

/** OpenAI's client before a server on which every request waits until the test settles it. */
async function waitingClient(settle: Promise<void>): Promise<{ client: OpenAI; scripted: ScriptedApp }> {
  const scripted = await createScriptedApp();
  scripted.service.script = {
    accept: (request) => {
      request.onQueued?.({ position: 2, expectedWaitMs: 4000 });
      return settle;
    },
    pieces: () => ["Hello", " world"],
  };
  const client = openaiClient(await scripted.listen());
  return { client, scripted };
}

const ask = { model: "tiny", messages: [{ role: "user" as const, content: "a" }], stream: true as const };

test("OpenAI's client passes over the comments of a stream that waits", async () => {
  let start = (): void => {};
  const { client } = await waitingClient(
    new Promise((resolve) => {
      start = resolve;
    }),
  );
  // resolves with the headers, which here come with the first comment
  const stream = await client.chat.completions.create(ask);
  start();
  let text = "";
  for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? "";
  expect(text).toBe("Hello world");
});

test("OpenAI's client throws the error of a stream that waited in vain", async () => {
  let refuse = (_: ShimmyError): void => {};
  const { client } = await waitingClient(
    new Promise((_, reject) => {
      refuse = reject;
    }),
  );
  const stream = await client.chat.completions.create(ask);
  refuse(new ShimmyError("generation_timeout", "It waited too long."));
  const read = async () => {
    for await (const _ of stream);
  };
  await expect(read()).rejects.toThrow("It waited too long.");
});
