import { toEngineFailure } from "../engine-failure.ts";
import type { SamplerFactory } from "../llama/sampler-factory.ts";
import type { EngineGeneration, EngineReport } from "../protocol.ts";
import type { DecodeLoop } from "./decode-loop.ts";

/**
 * The door of the decode loop: what takes long to prepare, such as a grammar's first parse, is done
 * beside the running requests, and the request goes in when it is ready.
 */
export class GenerationIntake {
  private readonly loop: Pick<DecodeLoop, "generate" | "cancel">;
  private readonly samplers: Pick<SamplerFactory, "prepare">;
  private readonly report: (report: EngineReport) => void;
  private readonly preparing = new Set<number>();

  constructor(options: {
    readonly loop: Pick<DecodeLoop, "generate" | "cancel">;
    readonly samplers: Pick<SamplerFactory, "prepare">;
    readonly report: (report: EngineReport) => void;
  }) {
    this.loop = options.loop;
    this.samplers = options.samplers;
    this.report = options.report;
  }

  /** Takes a request; what is wrong with it becomes a `failed` report. */
  generate(generation: EngineGeneration): void {
    const { id } = generation;
    try {
      const ready = this.samplers.prepare(generation);
      if (ready === undefined) {
        this.loop.generate(generation);
        return;
      }
      this.preparing.add(id);
      ready.then(
        () => {
          // one that was cancelled meanwhile has been answered
          if (this.preparing.delete(id)) this.loop.generate(generation);
        },
        (error: unknown) => {
          if (this.preparing.delete(id)) this.fail(id, error);
        },
      );
    } catch (error) {
      this.fail(id, error);
    }
  }

  /** Ends a request without an answer. Unknown ids have ended already. */
  cancel(id: number): void {
    if (this.preparing.delete(id)) this.report({ type: "cancelled", id });
    else this.loop.cancel(id);
  }

  /** Forgets what is being prepared. */
  close(): void {
    this.preparing.clear();
  }

  private fail(id: number, error: unknown): void {
    this.report({ type: "failed", id, failure: toEngineFailure(error) });
  }
}
