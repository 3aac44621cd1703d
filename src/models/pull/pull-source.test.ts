import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import { nameOfSource, parsePullSource } from "./pull-source.ts";

const hub = (owner: string, name: string, choice?: string, alias?: string) => ({
  kind: "huggingface",
  owner,
  name,
  choice,
  alias,
});
const ollama = (namespace: string, name: string, tag: string) => ({ kind: "ollama", namespace, name, tag });

describe("parsePullSource", () => {
  it.each([
    ["hf:acme/tiny", hub("acme", "tiny")],
    ["HF:acme/tiny-1.5B-GGUF:Q4_K_M", hub("acme", "tiny-1.5B-GGUF", "Q4_K_M")],
    ["huggingface:acme/tiny:tiny-q8.gguf", hub("acme", "tiny", "tiny-q8.gguf")],
    ["hf.co/acme/tiny:Q8_0", hub("acme", "tiny", "Q8_0", "hf.co/acme/tiny:Q8_0")],
    ["https://huggingface.co/acme/tiny", hub("acme", "tiny", undefined, "hf.co/acme/tiny")],
    ["hf.co/acme/tiny:latest", hub("acme", "tiny", undefined, "hf.co/acme/tiny:latest")],
    ["llama3", ollama("library", "llama3", "latest")],
    ["llama3.2:1b-instruct-q4_K_M", ollama("library", "llama3.2", "1b-instruct-q4_K_M")],
    ["ollama:someone/mario:small", ollama("someone", "mario", "small")],
    ["registry.ollama.ai/library/llama3:8b", ollama("library", "llama3", "8b")],
  ])("reads %s", (text, source) => {
    expect(parsePullSource(text)).toEqual(source);
  });

  it.each([
    "",
    "hf:",
    "hf:tiny",
    "hf:acme/tiny/more",
    "hf:acme/tiny:",
    "hf:../../etc:passwd",
    "hf:acme/..",
    "hf:acme/tiny:../x",
    "ollama:../x",
    "a/b/c",
    "evil.example/a/b:c",
    "http://evil/x",
    "hf:https://evil/x",
    "llama3:",
    "llama3:a:b",
    "hf:acme\\tiny/x",
    "hf.:a/b",
    "ollama:hf.co/a/b",
    "hf:registry.ollama.ai/library/x",
    "x".repeat(600),
  ])("refuses %j", (text) => {
    expect(() => parsePullSource(text)).toThrow(ShimmyError);
  });

  it("never lets through what is more than a word in a path or an address", () => {
    fc.assert(
      fc.property(
        fc.oneof(fc.string(), fc.stringMatching(/^(hf:|ollama:|hf\.co\/)?[a-z./:\\%-]{0,30}$/)),
        (text) => {
          let words: readonly (string | undefined)[];
          try {
            const source = parsePullSource(text);
            words =
              source.kind === "ollama"
                ? [source.namespace, source.name, source.tag]
                : [source.owner, source.name, source.choice];
          } catch (error) {
            expect(error).toMatchObject({ code: "invalid_request" });
            return;
          }
          for (const word of words) {
            if (word !== undefined) expect(word).toMatch(/^(?!.*\.\.)\w[\w.-]*$/);
          }
        },
      ),
    );
  });

  it("has one name for each way of writing", () => {
    for (const text of ["llama3", "ollama:llama3:latest", "ollama.com/library/llama3"]) {
      expect(nameOfSource(parsePullSource(text))).toBe("llama3:latest");
    }
    for (const text of ["hf:a/b:Q8_0", "hf.co/a/b:Q8_0"]) {
      expect(nameOfSource(parsePullSource(text))).toBe("hf:a/b:Q8_0");
    }
    expect(nameOfSource(parsePullSource("someone/mario"))).toBe("someone/mario:latest");
  });
});
