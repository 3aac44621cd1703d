import { expect, it } from "vitest";
import { createScriptedService } from "../../../test/helpers/scripted-service.ts";
import { requesterOf } from "./requester.ts";

const request = (key?: string) => ({
  headers: key === undefined ? {} : { authorization: `Bearer ${key}` },
  ip: "10.0.0.7",
});

it("knows clients by hashes of their keys where the server asks for keys, and never tells the key", () => {
  const service = createScriptedService({ apiKey: "secret" });
  const first = requesterOf(request("secret"), { service });
  const again = requesterOf({ headers: { "x-api-key": "secret" }, ip: "10.0.0.8" }, { service });
  expect(again).toEqual(first);
  expect(first.client).toMatch(/^key-[0-9a-f]{64}$/u);
  expect(first.cacheSalt).toMatch(/^[0-9a-f]{64}$/u);
  expect(first.client).not.toContain(first.cacheSalt);
  expect(JSON.stringify(first)).not.toContain("secret");
  expect(requesterOf(request("other"), { service }).cacheSalt).not.toBe(first.cacheSalt);
});

it("knows them by their address where it asks for none, whatever key they send", () => {
  const service = createScriptedService();
  expect(requesterOf(request("any"), { service })).toEqual({ client: "10.0.0.7" });
  expect(requesterOf(request(), { service })).toEqual({ client: "10.0.0.7" });
});
