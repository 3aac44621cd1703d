import { describe, expect, it } from "vitest";
import { createScriptedApp } from "../../../test/helpers/scripted-app.ts";
import { hostNameOf, isAllowedHost } from "./allowed-host.ts";
import { isAllowedOrigin, isSameOrigin } from "./allowed-origin.ts";
import { translateError } from "./translate-error.ts";

describe("isAllowedHost", () => {
  const loopback = { boundHost: "127.0.0.1", allowedHosts: ["llm.example.org", "*.lan", "[fd00::1]"] };

  it.each([
    ["localhost", true],
    ["LOCALHOST:11435", true],
    ["app.localhost", true],
    ["127.0.0.1:80", true],
    ["127.8.9.1", true],
    ["[::1]:80", true],
    ["localhost.", true],
    ["llm.example.org:443", true],
    ["box.lan", true],
    ["[fd00::1]:1", true],
    ["lan", false],
    ["evil.org", false],
    ["127.0.0.1.evil.org", false],
    ["127.evil.org", false],
    ["localhost.evil.org", false],
    ["192.168.0.2", false],
    ["evil.org#localhost", false],
    ["a@localhost", false],
    ["", false],
    [undefined, false],
  ])("with a loopback bind, %s is %s", (host, allowed) => {
    expect(isAllowedHost(host, loopback)).toBe(allowed);
  });

  it("takes any address, but no foreign name, when bound to every interface", () => {
    const rules = { boundHost: "0.0.0.0", allowedHosts: [] };
    expect(isAllowedHost("192.168.0.2:11435", rules)).toBe(true);
    expect(isAllowedHost("[fd00::2]", { ...rules, boundHost: "::" })).toBe(true);
    expect(isAllowedHost("evil.org", rules)).toBe(false);
    expect(isAllowedHost("my-box", { boundHost: "My-Box", allowedHosts: [] })).toBe(true);
  });

  it("reads the name without port and brackets", () => {
    expect(hostNameOf("[::1]:80")).toBe("::1");
    expect(hostNameOf("a:b:c")).toBeUndefined();
  });
});

describe("isAllowedOrigin", () => {
  it.each([
    ["http://localhost:3000", true],
    ["https://127.0.0.1", true],
    ["http://[::1]:5", true],
    ["https://ui.example.org", true],
    ["https://evil.org", false],
    ["http://localhost.evil.org", false],
    ["null", false],
    ["file://localhost", false],
    ["http://", false],
  ])("%s is %s", (origin, allowed) => {
    expect(isAllowedOrigin(origin, ["https://ui.example.org"])).toBe(allowed);
  });

  it("lets a star name them all, and knows the server's own pages", () => {
    expect(isAllowedOrigin("https://evil.org", ["*"])).toBe(true);
    expect(isSameOrigin("http://box.lan:11435", "box.lan:11435")).toBe(true);
    expect(isSameOrigin("http://box.lan:80", "box.lan:11435")).toBe(false);
    expect(isSameOrigin("null", undefined)).toBe(false);
  });
});

describe("guards of the app", () => {
  it("refuse a rebound name on every route, in the dialect's body", async () => {
    const { app } = await createScriptedApp();
    const response = await app.inject({ url: "/v1/models", headers: { host: "evil.org" } });
    expect(response.statusCode).toBe(403);
    expect(response.json().error).toMatchObject({ code: "forbidden", type: "permission_error" });
  });

  it("refuse what a foreign page would change, and let loopback pages and tools through", async () => {
    const { app, service } = await createScriptedApp();
    const post = (headers: Record<string, string>) =>
      app.inject({ method: "POST", url: "/v1/completions", headers, payload: { prompt: "a" } });
    expect((await post({ origin: "https://evil.org" })).statusCode).toBe(403);
    expect((await post({ origin: "null" })).statusCode).toBe(403);
    expect(service.requests).toHaveLength(0);
    expect((await post({ origin: "http://localhost:3000" })).statusCode).toBe(200);
    expect((await post({})).statusCode).toBe(200);
  });

  it("give CORS headers to allowed origins only, preflights included", async () => {
    const { app } = await createScriptedApp({ apiKey: "k", corsOrigins: ["https://ui.example.org"] });
    const preflight = (origin: string) =>
      app.inject({
        method: "OPTIONS",
        url: "/v1/chat/completions",
        headers: { origin, "access-control-request-method": "POST" },
      });
    const allowed = await preflight("https://ui.example.org");
    expect(allowed.statusCode).toBe(204);
    expect(allowed.headers["access-control-allow-origin"]).toBe("https://ui.example.org");
    const foreign = await preflight("https://evil.org");
    expect(foreign.headers["access-control-allow-origin"]).toBeUndefined();
    expect(foreign.body).not.toBe("");
    const read = await app.inject({ url: "/health", headers: { origin: "https://evil.org" } });
    expect(read.headers["access-control-allow-origin"]).toBeUndefined();
  });

  it("ask for the API key everywhere but on the health routes", async () => {
    const { app } = await createScriptedApp({ apiKey: "right-key" });
    const get = (url: string, headers: Record<string, string> = {}) => app.inject({ url, headers });
    const missing = await get("/v1/models");
    expect([missing.statusCode, missing.headers["www-authenticate"]]).toEqual([401, "Bearer"]);
    expect(missing.json().error).toMatchObject({ code: "unauthorized", type: "authentication_error" });
    const wrong = await get("/v1/models", { authorization: "Bearer wrong" });
    expect(wrong.statusCode).toBe(401);
    expect(wrong.body).not.toContain("right-key");
    expect((await get("/v1/models", { authorization: "Basic right-key" })).statusCode).toBe(401);
    expect((await get("/v1/models", { authorization: "bearer right-key" })).statusCode).toBe(200);
    expect((await get("/v1/models", { "x-api-key": "right-key" })).statusCode).toBe(200);
    expect((await get("/nothing")).statusCode).toBe(401);
    for (const url of ["/health", "/health/live", "/health/ready"]) {
      expect((await get(url)).statusCode).toBe(200);
    }
  });
});

describe("translateError", () => {
  it.each([
    [{ code: "FST_ERR_CTP_INVALID_CONTENT_LENGTH", statusCode: 400 }, "invalid_request"],
    [{ code: "FST_ERR_CTP_INVALID_MEDIA_TYPE", statusCode: 415 }, "unsupported_media_type"],
    [{ code: "FST_ERR_CTP_BODY_TOO_LARGE", statusCode: 413 }, "payload_too_large"],
    [{ statusCode: 418 }, "invalid_request"],
    [{ statusCode: 502 }, "internal"],
    ["thrown text", "internal"],
  ])("makes %j %s", (thrown, code) => {
    expect(translateError(thrown).code).toBe(code);
  });
});
