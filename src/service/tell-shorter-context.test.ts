import { describe, expect, it } from "vitest";
import { fakeModel } from "../../test/helpers/fake-command-context.ts";
import { tellShorterContext } from "./tell-shorter-context.ts";

const model = fakeModel({ name: "tiny", backend: { kind: "gguf", basePath: "/m.gguf" } });
const { contextLength } = model.info;

function told(wantedContextLength: number | undefined): readonly unknown[] {
  const entries: unknown[] = [];
  const logger = { debug: (entry: unknown) => void entries.push(entry) };
  tellShorterContext({ wantedContextLength, requestId: "r" }, model, logger);
  return entries;
}

describe("tellShorterContext", () => {
  it.each([undefined, 1, contextLength])("has nothing to tell of %s", (wanted) => {
    expect(told(wanted)).toEqual([]);
  });

  it("tells both lengths where the request counts on more", () => {
    const wantedContextLength = contextLength + 1;
    expect(told(wantedContextLength)).toEqual([{ requestId: "r", wantedContextLength, contextLength }]);
  });
});
