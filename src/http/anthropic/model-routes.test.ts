import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";

describe("GET /v1/models for Anthropic's clients", () => {
  const headers = { "anthropic-version": "2023-06-01" };

  it("lists and describes models in Anthropic's form", async () => {
    const { app } = await createScriptedApp();
    const list = await app.inject({ url: "/v1/models", headers });
    const tiny = { type: "model", id: "tiny", display_name: "tiny", created_at: "2026-01-02T03:04:05.000Z" };
    expect(list.json()).toEqual({
      data: [tiny, { ...tiny, id: "team/llama3:8b", display_name: "team/llama3:8b" }],
      has_more: false,
      first_id: "tiny",
      last_id: "team/llama3:8b",
    });
    expect(list.headers["request-id"]).toMatch(/./u);
    const one = await app.inject({ url: "/v1/models/tiny", headers });
    expect(one.json()).toEqual(tiny);
    const none = await app.inject({ url: "/v1/models/nobody", headers });
    expect([none.statusCode, none.json().error.type]).toEqual([404, "not_found_error"]);
  });

  it("lists them by pages", async () => {
    const { app } = await createScriptedApp();
    const page = async (query: string) => (await app.inject({ url: `/v1/models?${query}`, headers })).json();
    const other = encodeURIComponent("team/llama3:8b");
    expect(await page("limit=1")).toMatchObject({ data: [{ id: "tiny" }], has_more: true });
    expect(await page("limit=1&after_id=tiny")).toMatchObject({
      data: [{ id: "team/llama3:8b" }],
      has_more: false,
    });
    expect(await page(`before_id=${other}`)).toMatchObject({ data: [{ id: "tiny" }], has_more: false });
    expect(await page(`after_id=${other}`)).toEqual({
      data: [],
      has_more: false,
      first_id: null,
      last_id: null,
    });
    expect((await page("after_id=nobody")).error.type).toBe("invalid_request_error");
    expect((await page("limit=0")).error.message).toContain(
      "limit must be a whole number from 1 to 1000, not",
    );
    expect((await page("limit=many")).error.message).toContain("limit must be a whole number from 1");
  });

  it("lists them behind a slash too", async () => {
    const { app } = await createScriptedApp();
    const headers = { "anthropic-version": "2023-06-01" };
    expect((await app.inject({ url: "/v1/models/", headers })).json()).toEqual(
      (await app.inject({ url: "/v1/models", headers })).json(),
    );
  });

  it("answers others in OpenAI's form", async () => {
    const { app } = await createScriptedApp();
    expect((await app.inject({ url: "/v1/models" })).json()).toMatchObject({ object: "list" });
    expect((await app.inject({ url: "/v1/models/tiny" })).json()).toMatchObject({ object: "model" });
  });
});
