import { existsSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { startModelHost } from "../../../test/helpers/model-host.ts";
import { failure, isContent, NETWORK, pullFrom, REPOSITORY } from "../../../test/helpers/pull-from.ts";
import type { PullNetwork } from "./pull-client.ts";

describe("redirects", () => {
  const redirecting = async (location: (url: string) => string) => {
    const host = await startModelHost({ repositories: REPOSITORY });
    host.intercept = (_, response, path) =>
      isContent(path) && Boolean(response.writeHead(302, { location: location(host.url) }).end());
    return host;
  };

  it.each([
    ["to a private address", () => "http://127.0.0.2:9/x", /private address/u],
    ["to another protocol", () => "file:///etc/passwd", /redirected to file:/u],
    ["to no address", () => "http://", /to no address/u],
    ["to an address with a password", () => "http://me:secret@127.0.0.1/x", /password/u],
    ["to itself for ever", (url: string) => `${url}/a/b/resolve/x`, /more than 5 times/u],
  ])("are refused %s", async (_, location, message) => {
    const host = await redirecting(location);
    expect(await failure(pullFrom(host, { limits: { connections: 1 } }).pull())).toMatchObject({
      code: "download_failed",
      message: expect.stringMatching(message),
    });
  });

  it("are refused to a name that leads to a private address", async () => {
    const lookup: PullNetwork["lookup"] = (_, __, callback) =>
      callback(null, [{ address: "127.0.0.2", family: 4 }]);
    const host = await redirecting(() => "http://inner.example:9/x");
    const error = await failure(pullFrom(host, { network: { ...NETWORK, lookup } }).pull());
    expect(error).toMatchObject({
      code: "download_failed",
      message: /inner\.example leads to a private address/u,
    });
  });

  it("may lead to a private host where the endpoint is private itself", async () => {
    const content = await startModelHost({ repositories: REPOSITORY });
    const hub = await startModelHost({ repositories: REPOSITORY, redirectTo: content.url });
    const everything: PullNetwork = { ...NETWORK, isPrivateAddress: () => true, isPrivateHost: () => true };
    const { pull, file } = pullFrom(hub, { network: everything });
    await pull();
    expect(existsSync(file)).toBe(true);
  });
});
