import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { absolutePath, splitCommaList, splitPathList } from "./path-list.ts";

const origin = { workingDir: "/projects", homeDir: "/home/someone" };

describe("splitPathList", () => {
  it("splits at the delimiter and at semicolons, without empty parts", () => {
    expect(splitPathList("/a:/b;/c::; /d ", ":")).toEqual(["/a", "/b", "/c", "/d"]);
  });

  it("leaves drive letters whole where the delimiter is a semicolon", () => {
    expect(splitPathList("C:\\models;D:\\more", ";")).toEqual(["C:\\models", "D:\\more"]);
  });

  it("gives back any folders that were joined", () => {
    const folder = fc.stringMatching(/^[^:;\s]([^:;]*[^:;\s])?$/).filter((text) => text.trim() === text);
    fc.assert(
      fc.property(fc.array(folder), fc.constantFrom(":", ";"), (folders, delimiter) => {
        expect(splitPathList(folders.join(delimiter), ":")).toEqual(folders);
      }),
    );
  });
});

describe("splitCommaList", () => {
  it("trims and drops empty parts", () => {
    expect(splitCommaList(" a, b,,c ,")).toEqual(["a", "b", "c"]);
  });
});

describe("absolutePath", () => {
  it.each([
    ["~", "/home/someone"],
    ["~/models", "/home/someone/models"],
    ["models", "/projects/models"],
    ["/models", "/models"],
    ["~other/models", "/projects/~other/models"],
  ])("resolves %s", (given, expected) => {
    expect(absolutePath(given, origin)).toBe(expected);
  });
});
