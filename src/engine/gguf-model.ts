import { randomInt } from "node:crypto";
import { ShimmyError, toShimmyError } from "../core/errors.ts";
import type { GenerationEvent } from "../core/generation-event.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import { GENERATION_NUMBER_RULES, resolveGenerationOptions } from "../core/generation-options.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type {
  GenerateOptions,
  LoadedModelInfo,
  ModelActivity,
  UniversalModel,
} from "../core/universal-model.ts";
import type { ChatTemplate } from "../models/chat-template/chat-template.ts";
import type { EngineHost } from "./host/engine-host.ts";

/** A GGUF model that runs in an engine process of its own. */
export class GgufModel implements UniversalModel {
  readonly spec: UniversalModelSpec;
  readonly info: LoadedModelInfo;
  private readonly host: EngineHost;
  private readonly template: ChatTemplate;

  constructor(options: {
    readonly spec: UniversalModelSpec;
    readonly info: LoadedModelInfo;
    readonly host: EngineHost;
    readonly template: ChatTemplate;
  }) {
    this.spec = options.spec;
    this.info = options.info;
    this.host = options.host;
    this.template = options.template;
  }

  activity(): ModelActivity {
    return this.host.activity();
  }

  async generate(
    input: string | GenerationInput,
    options: GenerateOptions = {},
    onText?: (text: string) => void,
  ): Promise<string> {
    let answer = "";
    for await (const event of this.stream(input, options)) {
      if (event.type !== "text") continue;
      answer += event.text;
      onText?.(event.text);
    }
    return answer;
  }

  async *stream(
    input: string | GenerationInput,
    options: GenerateOptions = {},
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    const { requestId } = options;
    const resolved = resolveGenerationOptions(options);
    const seed = resolved.seed ?? randomInt(GENERATION_NUMBER_RULES.seed.max);
    const prompt = this.render(input);
    const parseSpecial =
      typeof input !== "string" &&
      (input.kind === "messages" || (input.kind === "prompt" && input.parseSpecial === true));
    const left = new AbortController();
    const signal =
      options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
    const stream = this.host.submit(
      { prompt, parseSpecial, options: resolved, seed, ...(requestId !== undefined && { requestId }) },
      signal,
    );
    try {
      yield* stream.events();
    } catch (error) {
      throw nameField(toShimmyError(error), input);
    } finally {
      // a reader who leaves the loop early gives the slot back; after the end this does nothing
      left.abort();
    }
  }

  render(input: string | GenerationInput): string {
    if (typeof input === "string") return input;
    if (input.kind === "prompt") return input.text;
    if (input.kind !== "messages") {
      throw new ShimmyError("unsupported_parameter", `Prompts of kind ${input.kind} are not supported yet.`);
    }
    try {
      return this.template.render({ messages: input.messages, addGenerationPrompt: true });
    } catch (error) {
      throw toShimmyError(error);
    }
  }

  unload(graceMs = 0): Promise<void> {
    return this.host.stop(graceMs);
  }
}

/** The engine sees a prompt only; who sent messages is told of messages. */
function nameField(error: ShimmyError, input: string | GenerationInput): ShimmyError {
  if (error.param !== "prompt" || typeof input === "string" || input.kind !== "messages") return error;
  const { code, message, details, cause } = error;
  return new ShimmyError(code, message, {
    param: "messages",
    cause,
    ...(details !== undefined && { details }),
  });
}
