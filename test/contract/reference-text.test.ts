import { afterAll, beforeAll, describe, expect, inject, test } from "vitest";
import { ShimmyUniversalEngine } from "../../src/index.ts";
import { GENERATING_ROUTES } from "../helpers/every-route.ts";
import { STORIES_PROMPT, STORIES_REFERENCE } from "../helpers/greedy.ts";
import { type JsonObject, postJson, textAt } from "../helpers/http-client.ts";
import { type RealServer, startRealServer } from "../helpers/real-server.ts";
import { describeWithSharedModel } from "../helpers/shared-models.ts";

const MAX_TOKENS = 48;
const OTHERS = 16;

/** Greedy text through the library, without any server. */
async function libraryText(basePath: string, prompt: string): Promise<string> {
  const model = await new ShimmyUniversalEngine().load({
    name: "reference",
    backend: { kind: "gguf", basePath },
    threads: 1,
  });
  try {
    return await model.generate(prompt, { temperature: 0, maxTokens: MAX_TOKENS });
  } finally {
    await model.unload();
  }
}

/** Requests unlike each other and unlike the one under test, with random samplers, all at once. */
function startOthers({ url }: RealServer): Promise<readonly JsonObject[]> {
  return Promise.all(
    Array.from({ length: OTHERS }, (_, index) =>
      postJson(`${url}/v1/completions`, {
        prompt: `${"the cat and the dog ".repeat(1 + (index % 5))}${index}`,
        max_tokens: 40 + index * 8,
        temperature: 0.5 + index / 8,
        top_k: index,
        seed: index,
      }),
    ),
  );
}

function sameTextOverEveryRoute(modelPath: () => string, prompt: string, expected: () => string): void {
  let server: RealServer;
  beforeAll(async () => {
    server = await startRealServer({ modelPath: modelPath(), config: { slots: OTHERS + 4 } });
  });
  afterAll(() => server.close());
  const request = { prompt, temperature: 0, max_tokens: MAX_TOKENS };

  describe.each(Object.entries(GENERATING_ROUTES))("over %s", (_route, ask) => {
    test("alone", async () => {
      expect((await ask(server, request)).pieces.join("")).toBe(expected());
    });

    test(`with ${OTHERS} different requests beside it`, async () => {
      const others = startOthers(server);
      const [first, second] = await Promise.all([ask(server, request), ask(server, request)]);
      expect(first.pieces.join("")).toBe(expected());
      expect(second.pieces.join("")).toBe(expected());
      // They ran as well, each to its own end.
      const texts = (await others).map((answer) => textAt(answer, "choices", 0, "text"));
      expect(new Set(texts).size).toBe(OTHERS);
    });
  });
}

describeWithSharedModel("stories260K.gguf", "the reference text of stories260K", (path) => {
  test("through the library", async () => {
    expect(await libraryText(path, STORIES_PROMPT)).toBe(STORIES_REFERENCE);
  });

  sameTextOverEveryRoute(
    () => path,
    STORIES_PROMPT,
    () => STORIES_REFERENCE,
  );
});

describe("the library's text of the tiny model", () => {
  const prompt = "once upon a time";
  let reference = "";
  beforeAll(async () => {
    reference = await libraryText(inject("tinyModelPath"), prompt);
  });

  test("is as long as it was asked to be", () => {
    expect(reference).toHaveLength(MAX_TOKENS);
  });

  sameTextOverEveryRoute(
    () => inject("tinyModelPath"),
    prompt,
    () => reference,
  );
});
