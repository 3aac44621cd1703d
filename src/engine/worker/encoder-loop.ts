import type { EngineGeneration, EngineReport } from "../protocol.ts";
import type { DecodeLoop } from "./decode-loop.ts";

/** The part of a decode loop that an engine needs of it. */
export type GenerationLoop = Pick<DecodeLoop, "generate" | "cancel" | "load" | "endAll" | "close">;

/** What stands in place of a decode loop where the model is an encoder: it refuses every generation. */
export function createEncoderLoop(report: (report: EngineReport) => void): GenerationLoop {
  return {
    load: { running: 0, waiting: 0 },
    generate: ({ id }: EngineGeneration) => {
      report({
        type: "failed",
        id,
        failure: { code: "invalid_request", message: ENCODER_REFUSAL, param: "model" },
      });
    },
    cancel: (id) => report({ type: "cancelled", id }),
    endAll: () => {},
    close: () => {},
  };
}

const ENCODER_REFUSAL =
  "This model is an encoder and cannot generate text: ask it for embeddings, or choose another model.";
