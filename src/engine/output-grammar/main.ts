// Thread of the server that compiles output formats, so that a large schema holds nobody else up.
import { parentPort } from "node:worker_threads";
import type { OutputFormat } from "../../core/output-format.ts";
import { compileOutputFormat } from "../../grammar/compile-output-format.ts";
import { toEngineFailure } from "../engine-failure.ts";
import type { GrammarAnswer } from "./grammar-thread.ts";

const answer = (format: OutputFormat): GrammarAnswer => {
  try {
    return { grammar: compileOutputFormat(format) };
  } catch (error) {
    return { failure: toEngineFailure(error) };
  }
};
parentPort?.on("message", (format: OutputFormat) => parentPort?.postMessage(answer(format)));
