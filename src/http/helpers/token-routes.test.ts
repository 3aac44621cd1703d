import { describe, expect, it } from "vitest";
import { leaveOnceAccepted } from "../../../test/helpers/leaving-client.ts";
import { createScriptedApp, injectPost } from "../../../test/helpers/scripted-app.ts";
import { ShimmyError } from "../../core/errors.ts";
import { TOKENIZING_RULES } from "../../core/tokenizing.ts";

describe("POST /tokenize", () => {
  const url = "/tokenize";

  it("answers with ids, without special tokens around the text", async () => {
    const scripted = await createScriptedApp();
    const response = await injectPost(scripted, url, { content: "ab" });
    expect(response.headers["content-type"]).toBe("application/json; charset=utf-8");
    expect(response.json()).toEqual({ tokens: [97, 98] });
    expect((await injectPost(scripted, url, { content: "" })).json()).toEqual({ tokens: [] });
  });

  it("shows pieces as texts, and half characters as bytes", async () => {
    const response = await injectPost(await createScriptedApp(), url, { content: "aá", with_pieces: true });
    expect(response.json()).toEqual({
      tokens: [
        { id: 97, piece: "a" },
        { id: 0xc3, piece: [0xc3] },
        { id: 0xa1, piece: [0xa1] },
      ],
    });
  });

  it("hands every option on, with llama-server's defaults", async () => {
    const scripted = await createScriptedApp();
    const seen: unknown[] = [];
    scripted.service.script = { acceptTokenizing: (request) => void seen.push(request) };
    await injectPost(scripted, url, { model: "tiny", content: "a" });
    await injectPost(scripted, url, {
      content: "a",
      add_special: true,
      parse_special: false,
      with_pieces: true,
    });
    await injectPost(scripted, url, { content: "a", add_special: null, parse_special: null, model: null });
    const defaults = { addSpecial: false, parseSpecial: true, pieces: false };
    expect(seen).toMatchObject([
      {
        input: { kind: "prompt", text: "a" },
        options: defaults,
        client: "127.0.0.1",
        requestId: expect.any(String),
      },
      { options: { addSpecial: true, parseSpecial: false, pieces: true } },
      { options: defaults },
    ]);
  });

  it.each([
    [{}, "content"],
    [{ content: null }, "content"],
    [{ content: 5 }, "content"],
    [{ content: ["a"] }, "content"],
    [{ content: "a".repeat(TOKENIZING_RULES.maxBytes + 1) }, "content"],
    [{ content: "a", add_special: 1 }, "add_special"],
    [{ content: "a", parse_special: "yes" }, "parse_special"],
    [{ content: "a", with_pieces: [] }, "with_pieces"],
    [{ content: "a", model: "" }, "model"],
  ])("refuses a wrong request in OpenAI's form, naming the field", async (payload, param) => {
    const response = await injectPost(await createScriptedApp(), url, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({
      code: "invalid_request",
      type: "invalid_request_error",
      param,
    });
  });

  it("names the text as the client did", async () => {
    const scripted = await createScriptedApp();
    scripted.service.script = {
      acceptTokenizing: () => {
        throw new ShimmyError("invalid_request", "The text has too many bytes.", { param: "prompt" });
      },
    };
    expect((await injectPost(scripted, url, { content: "a" })).json().error).toMatchObject({
      param: "content",
    });
    expect((await injectPost(scripted, url, { content: "a", model: "none" })).statusCode).toBe(404);
  });

  it("gives up when the client leaves", async () => {
    const scripted = await createScriptedApp();
    const told = leaveOnceAccepted(scripted, url, { content: "a" }, (accept) => ({
      acceptTokenizing: accept,
    }));
    expect(await told).toMatchObject({ code: "cancelled" });
  });
});

describe("POST /detokenize", () => {
  const url = "/detokenize";

  it("answers with the text", async () => {
    const scripted = await createScriptedApp();
    expect((await injectPost(scripted, url, { tokens: [97, 98] })).json()).toEqual({ content: "ab" });
    expect((await injectPost(scripted, url, { tokens: [] })).json()).toEqual({ content: "" });
  });

  it.each([
    [{}],
    [{ tokens: "1" }],
    [{ tokens: [1, "2"] }],
    [{ tokens: [-1] }],
    [{ tokens: [1.5] }],
    [{ tokens: [2 ** 31] }],
    [{ tokens: [[1]] }],
    [{ tokens: new Array<number>(TOKENIZING_RULES.maxTokens + 1).fill(1) }],
  ])("refuses a wrong list, naming the field", async (payload) => {
    const response = await injectPost(await createScriptedApp(), url, payload);
    expect(response.statusCode).toBe(400);
    expect(response.json().error).toMatchObject({ code: "invalid_request", param: "tokens" });
  });
});

it.each(["/tokenize", "/detokenize", "/apply-template", "/infill"])(
  "%s answers other methods and broken JSON in OpenAI's form",
  async (url) => {
    const { app } = await createScriptedApp();
    const get = await app.inject({ method: "GET", url: `${url}?a=1` });
    expect([get.statusCode, get.json().error.type]).toEqual([405, "invalid_request_error"]);
    const headers = { "content-type": "application/json" };
    const broken = await app.inject({ method: "POST", url, headers, payload: '{"content":' });
    expect([broken.statusCode, broken.json().error.type]).toEqual([400, "invalid_request_error"]);
  },
);
