import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ShimmyError } from "../../core/errors.ts";
import type { ModelEntry } from "./model-entry.ts";
import { resolveModel } from "./resolve-model.ts";

function entry(name: string, overrides: Partial<ModelEntry> = {}): ModelEntry {
  return {
    name,
    path: `/models/${name}.gguf`,
    loraPath: undefined,
    source: "discovered",
    sizeBytes: 1,
    modifiedAt: new Date(0),
    architecture: "llama",
    parameterCount: 1,
    quantization: "F32",
    contextLength: 512,
    ...overrides,
  };
}

const entries = [
  entry("SmolLM2-135M.Q4_1", { quantization: "Q4_1" }),
  entry("qwen-Q4_K_M", { quantization: "Q4_K_M" }),
  entry("qwen-Q8_0", { quantization: "Q8_0" }),
  entry("stories", { quantization: "F16" }),
];

function failure(name: string | undefined, among: readonly ModelEntry[] = entries): ShimmyError {
  try {
    resolveModel(among, name);
  } catch (error) {
    if (error instanceof ShimmyError) return error;
    throw error;
  }
  throw new Error("it resolved");
}

describe("a name that fits one model selects it", () => {
  test.each([
    ["stories", "stories"],
    ["Stories.GGUF", "stories"],
    ["stories:latest", "stories"],
    ["stories:f16", "stories"],
    ["smollm2-135m", "SmolLM2-135M.Q4_1"],
    ["smollm2-135m:q4_1", "SmolLM2-135M.Q4_1"],
    ["QWEN-Q8_0.gguf", "qwen-Q8_0"],
    ["qwen:q4_k_m", "qwen-Q4_K_M"],
  ])("%s", (wanted, found) => {
    expect(resolveModel(entries, wanted).name).toBe(found);
  });
});

describe("a name without its tag", () => {
  const tagged = [entry("llama3:8b"), entry("phi3:latest"), entry("phi3:mini"), entry("team/yi:34b-q4_0")];

  test.each([
    ["llama3", "llama3:8b"],
    ["library/llama3", "llama3:8b"],
    ["LLAMA3:8B", "llama3:8b"],
    ["phi3", "phi3:latest"],
    ["team/yi", "team/yi:34b-q4_0"],
    ["team/yi:34b", "team/yi:34b-q4_0"],
  ])("%s selects %s, the only one that fits", (wanted, found) => {
    expect(resolveModel(tagged, wanted).name).toBe(found);
  });

  test("is refused with the candidates where several fit", () => {
    const error = failure("llama3", [entry("llama3:8b"), entry("llama3:70b")]);
    expect(error.details).toEqual({ candidates: ["llama3:8b", "llama3:70b"] });
  });

  test.each(["llama3:70b", "yi", "llama", "llama3:"])("never selects another tag or name: %s", (name) => {
    expect(failure(name, tagged).code).toBe("model_not_found");
  });
});

test("a name that fits several is refused with the candidates", () => {
  const error = failure("qwen");
  expect(error).toMatchObject({ code: "invalid_request", param: "model" });
  expect(error.message).toContain('"qwen-Q4_K_M", "qwen-Q8_0"');
  expect(error.details).toEqual({ candidates: ["qwen-Q4_K_M", "qwen-Q8_0"] });
});

describe("defect (b): no model ever answers for another name", () => {
  test.each([["gpt-4o"], ["qwen-Q5_K_M"], ["stories:q8_0"], [""], ["smollm2-135m-instruct"], ["stories\0"]])(
    "%j is model_not_found",
    (name) => {
      expect(failure(name)).toMatchObject({ code: "model_not_found", status: 404, param: "model" });
    },
  );

  test("even with a single model there", () => {
    expect(failure("gpt-4o", [entry("stories")]).code).toBe("model_not_found");
  });

  test("the nearest name is suggested, or the names there are", () => {
    expect(failure("storys").message).toBe('There is no model "storys". Did you mean "stories"?');
    expect(failure("gpt-4o").message).toContain('There are "SmolLM2-135M.Q4_1"');
  });

  test.each(["../../etc/passwd", "/models/stories.gguf", "a/b", "C:\\x", "\0", "%2e%2e"])(
    "%j is looked up and never becomes a path",
    (name) => {
      expect(failure(name).code).toBe("model_not_found");
    },
  );

  test("whatever the name, the model has it or the error says so", () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect(() => resolveModel([entry("only-one")], `x${name}`)).toThrow(ShimmyError);
      }),
    );
  });

  test("a name of megabytes is shortened in the message", () => {
    expect(failure("n".repeat(1_000_000)).message.length).toBeLessThan(400);
  });

  test("of many models only some are listed", () => {
    const many = Array.from({ length: 30 }, (_, index) => entry(`model-number-${index}`));
    expect(failure("zzz", many).message).toContain("and 20 more");
  });
});

describe("no name takes the default", () => {
  test("which is the registered model", () => {
    expect(resolveModel([...entries, entry("zebra", { source: "registered" })], undefined).name).toBe(
      "zebra",
    );
  });

  test("never the built-in one where there is another", () => {
    const builtin = entry("a-first", { source: "builtin" });
    expect(resolveModel([builtin, ...entries], undefined).name).toBe("SmolLM2-135M.Q4_1");
    expect(resolveModel([builtin], undefined).name).toBe("a-first");
  });

  test("or else the first", () => {
    expect(resolveModel(entries, undefined).name).toBe("SmolLM2-135M.Q4_1");
  });
});

test("defect (j): without models there is no default, and the error says how to add one", () => {
  expect(failure(undefined, [])).toMatchObject({ code: "model_not_found" });
  expect(failure(undefined, []).message).toContain("SHIMMY_BASE_GGUF");
  // a model that was named and cannot be used is no reason to answer with another one
  expect(() => resolveModel(entries, undefined, true)).toThrow(/SHIMMY_BASE_GGUF names cannot be used/);
  expect(resolveModel([...entries, entry("own", { source: "registered" })], undefined, true).name).toBe(
    "own",
  );
  expect(failure("stories", []).message).toContain('"stories"');
});

test("with the built-in model alone, the error for another name says how to add one", () => {
  const builtin = entry("shimmy-tiny", { source: "builtin" });
  expect(failure("gpt-4o", [builtin]).message).toMatch(
    /^There is no model "gpt-4o", only the built-in "shimmy-tiny"\. Put a \.gguf file/,
  );
  expect(failure("shimy-tiny", [builtin]).message).toContain('Did you mean "shimmy-tiny"?');
});
