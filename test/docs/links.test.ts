import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { COMMAND_SUMMARIES } from "../../src/cli/help-text.ts";
import { SERVER_URL_VARIABLE } from "../../src/config/server-url.ts";
import { SETTING_KEYS, SETTINGS } from "../../src/config/settings.ts";

const repository = fileURLToPath(new URL("../../", import.meta.url));
const IGNORED_FOLDERS = new Set(["node_modules", "dist", "coverage", "models", ".git"]);

const documents = findDocuments(repository).map((file) =>
  path.relative(repository, file).replaceAll(path.sep, "/"),
);
const scripts: unknown = JSON.parse(readFileSync(path.join(repository, "package.json"), "utf8")).scripts;

function findDocuments(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    if (entry.isDirectory()) return IGNORED_FOLDERS.has(entry.name) ? [] : findDocuments(file);
    return entry.name.endsWith(".md") ? [file] : [];
  });
}

function read(document: string): string {
  return readFileSync(path.join(repository, document), "utf8");
}

/** Targets of links, those to other sites left out; code blocks hold none. */
function relativeLinks(markdown: string): string[] {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, "").replaceAll(/`[^`\n]*`/g, "");
  return Array.from(prose.matchAll(/\]\(([^)\s]+)\)/g), (match) => match[1] ?? "").filter(
    (target) => !/^[a-z]+:/i.test(target),
  );
}

/** Anchors of a page's headings, as code hosts make them. */
function anchors(markdown: string): Set<string> {
  const prose = markdown.replaceAll(/^```[\s\S]*?^```/gm, "");
  const headings = Array.from(prose.matchAll(/^#+ (.+)$/gm), (match) => match[1] ?? "");
  return new Set(
    headings.map((heading) =>
      heading
        .toLowerCase()
        .replaceAll(/[^\w\- ]/g, "")
        .replaceAll(" ", "-"),
    ),
  );
}

function namesAfter(markdown: string, pattern: RegExp): string[] {
  return Array.from(markdown.matchAll(pattern), (match) => match[1] ?? "");
}

describe.each(documents)("%s", (document) => {
  it("links to what exists", () => {
    const broken = relativeLinks(read(document)).filter((target) => {
      const [file = "", anchor] = target.split("#");
      const linked = file === "" ? document : path.join(path.dirname(document), decodeURIComponent(file));
      if (!existsSync(path.join(repository, linked))) return true;
      return anchor !== undefined && !anchors(read(linked)).has(anchor);
    });
    expect(broken).toEqual([]);
  });

  it("names only scripts, commands and variables that exist", () => {
    const text = read(document);
    const unknownScripts = namesAfter(text, /\bnpm run (?:--silent )?([a-z][\w:-]*)/g).filter(
      (name) => typeof scripts !== "object" || scripts === null || !Object.hasOwn(scripts, name),
    );
    const unknownCommands = namesAfter(text, /(?:^|`|\| )shimmy ([a-z]+)\b/gm).filter(
      (name) => name !== "help" && !Object.hasOwn(COMMAND_SUMMARIES, name),
    );
    const variables = [
      ...SETTING_KEYS.map((key): string => SETTINGS[key].environment),
      SERVER_URL_VARIABLE,
      ...namesAfter(read("test/load/load-settings.ts"), /\bprocess\.env\.(SHIMMY_[A-Z_]+)/g),
    ];
    const unknownVariables = namesAfter(text, /\b(SHIMMY_[A-Z_]*[A-Z])\b/g).filter(
      (name) => !variables.includes(name),
    );
    expect({ unknownScripts, unknownCommands, unknownVariables }).toEqual({
      unknownScripts: [],
      unknownCommands: [],
      unknownVariables: [],
    });
  });
});

describe("the search for links", () => {
  it("finds every page of the documentation", () => {
    expect(documents).toEqual(
      expect.arrayContaining([
        "README.md",
        "ARCHITECTURE.md",
        "docs/reference/http.md",
        "docs/guides/library.md",
      ]),
    );
  });

  it("sees links outside of code only, and anchors of headings", () => {
    expect(relativeLinks("[a](b.md#c) `[x](y)` [d](https://e.f)\n```\n[g](h)\n```\n")).toEqual(["b.md#c"]);
    expect(anchors("# `POST /api/generate`\n## Two words\n### `queue_full`\n")).toEqual(
      new Set(["post-apigenerate", "two-words", "queue_full"]),
    );
  });
});
