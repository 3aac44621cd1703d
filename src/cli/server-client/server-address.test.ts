import { describe, expect, it } from "vitest";
import { ConfigError } from "../../config/config-error.ts";
import { Invocation } from "../invocation.ts";
import { namedServer } from "./server-address.ts";

function named(flag: string | undefined, variable?: string) {
  const flags = flag === undefined ? {} : { "--url": [flag] };
  return namedServer(new Invocation([], flags), { environment: { SHIMMY_URL: variable } });
}

describe("namedServer", () => {
  it.each([
    ["http://127.0.0.1:11435", "http://127.0.0.1:11435"],
    ["http://127.0.0.1:11435/", "http://127.0.0.1:11435"],
    ["127.0.0.1:9000", "http://127.0.0.1:9000"],
    ["my-server", "http://my-server"],
    ["https://example.com/llm/", "https://example.com/llm"],
    ["http://[::1]:9", "http://[::1]:9"],
  ])("takes %s", (text, url) => {
    expect(named(text)).toBe(url);
  });

  it("takes the flag before the variable, and neither where both are empty", () => {
    expect(named("a:1", "b:2")).toBe("http://a:1");
    expect(named(undefined, " b:2 ")).toBe("http://b:2");
    expect(named(undefined, "")).toBeUndefined();
    expect(named(undefined)).toBeUndefined();
  });

  it.each(["", "ftp://a", "http://a?b", "http://user:pw@a", "http://:x", "not a host"])(
    "refuses %j",
    (text) => {
      expect(() => named(text)).toThrow(ConfigError);
      if (text !== "") {
        expect(() => named(undefined, text)).toThrow(
          expect.objectContaining({
            problems: [expect.stringContaining("SHIMMY_URL must be a server's address")],
          }),
        );
      }
    },
  );
});
