import { randomInt } from "node:crypto";
import {
  checkEmbeddingInputs,
  checkRerankTexts,
  type EmbeddingInput,
  type EmbedOptions,
  type EmbedResult,
  type RerankOptions,
  type RerankResult,
  resolveEmbedOptions,
} from "../core/embedding.ts";
import { ShimmyError, toShimmyError } from "../core/errors.ts";
import type { GenerationEvent } from "../core/generation-event.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import {
  GENERATION_NUMBER_RULES,
  type GenerationOptions,
  resolveGenerationOptions,
} from "../core/generation-options.ts";
import type { UniversalModelSpec } from "../core/model-spec.ts";
import type { TokenizeOptions, TokenizeResult, TokenizingAsker } from "../core/tokenizing.ts";
import type {
  GenerateOptions,
  LoadedModelInfo,
  ModelActivity,
  RenderOptions,
  UniversalModel,
} from "../core/universal-model.ts";
import type { ChatTemplate } from "../models/chat-template/chat-template.ts";
import { resolveAdapterScales } from "./adapter-scales.ts";
import { checkAsker } from "./check-asker.ts";
import { ControlTexts } from "./control-texts/control-texts.ts";
import { dialogueEvents } from "./dialogue-events.ts";
import type { EngineHost } from "./host/engine-host.ts";
import { ModelTokenizer } from "./model-tokenizer.ts";
import { outputGrammar } from "./output-grammar/output-grammar.ts";
import { plainWhereUntemplated } from "./plain-where-untemplated.ts";
import { planAnswer, promptOf, renderTurn } from "./plan-answer.ts";
import type { EmbeddingWork } from "./protocol.ts";

/** A GGUF model that runs in an engine process of its own. */
export class GgufModel implements UniversalModel {
  readonly spec: UniversalModelSpec;
  readonly info: LoadedModelInfo;
  private readonly host: EngineHost;
  private readonly template: ChatTemplate;
  private readonly tokenizer: ModelTokenizer;
  private readonly controls: ControlTexts;

  constructor(options: {
    readonly spec: UniversalModelSpec;
    readonly info: LoadedModelInfo;
    readonly host: EngineHost;
    readonly template: ChatTemplate;
    /** Texts that the vocabulary reads as control tokens. */
    readonly controlTexts: readonly string[];
  }) {
    this.spec = options.spec;
    this.info = options.info;
    this.host = options.host;
    this.template = options.template;
    const controls = new ControlTexts(options.controlTexts);
    this.controls = controls;
    this.tokenizer = new ModelTokenizer({
      host: options.host,
      toPrompt: (input) =>
        promptOf(plainWhereUntemplated(input, options.template), options.template, controls),
    });
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
      // an empty text only brings log probabilities
      if (event.type !== "text" || event.text === "") continue;
      answer += event.text;
      onText?.(event.text);
    }
    return answer;
  }

  async *stream(
    input: string | GenerationInput,
    options: GenerateOptions = {},
  ): AsyncGenerator<GenerationEvent, void, undefined> {
    if (!this.info.canGenerate) throw cannotGenerate(this.spec.name);
    const { requestId, cacheSalt, promptLogprobs, returnTokens = false } = options;
    const asker = checkAsker(options);
    const resolved = resolveGenerationOptions(options);
    const seed = resolved.seed ?? randomInt(GENERATION_NUMBER_RULES.seed.max);
    const { template, controls } = this;
    const taken = plainWhereUntemplated(input, template);
    const { generation, outputFormat, dialogue } = planAnswer(
      taken,
      resolved.outputFormat,
      template,
      controls,
    );
    const adapterScales = resolved.adapters && resolveAdapterScales(resolved.adapters, this.info.adapters);
    const named = (error: unknown): ShimmyError => nameField(toShimmyError(error), taken, resolved);
    const grammar =
      outputFormat &&
      (await outputGrammar(outputFormat, { client: asker.client, signal: options.signal }).catch((error) => {
        throw named(error);
      }));
    const left = new AbortController();
    const signal =
      options.signal === undefined ? left.signal : AbortSignal.any([options.signal, left.signal]);
    const stream = this.host.submit(
      {
        ...generation,
        options: resolved,
        seed,
        ...(requestId !== undefined && { requestId }),
        ...(cacheSalt !== undefined && { cacheSalt }),
        ...(promptLogprobs === true && { promptLogprobs }),
        ...(grammar !== undefined && { grammar }),
        ...(adapterScales !== undefined && { adapterScales }),
        // a turn is over with its end, and a text goes on
        ...(returnTokens && { returnTokens: isConversation(taken) ? "whole" : "without-end" }),
        ...asker,
      },
      signal,
    );
    try {
      if (stream.queued !== undefined) options.onQueued?.(stream.queued);
      const events = stream.events();
      yield* dialogue === undefined ? events : dialogueEvents(events, dialogue);
    } catch (error) {
      throw named(error);
    } finally {
      // a reader who leaves the loop early gives the slot back; after the end this does nothing
      left.abort();
    }
  }

  async embed(inputs: readonly EmbeddingInput[], options: EmbedOptions = {}): Promise<EmbedResult> {
    const resolved = resolveEmbedOptions(options, this.info.embedding);
    checkEmbeddingInputs(inputs);
    checkAsker({ client: options.client });
    const { vectors, promptTokens } = await this.host.submitEmbedding(
      { kind: "vectors", inputs, ...resolved, ...this.adapterScales(options) },
      options,
    );
    return { embeddings: vectors, promptTokens };
  }

  async rerank(
    query: string,
    documents: readonly string[],
    options: RerankOptions = {},
  ): Promise<RerankResult> {
    if (this.info.embedding.pooling !== "rank") throw noReranker(this.spec.name);
    checkRerankTexts(query, documents);
    checkAsker({ client: options.client });
    const work = { kind: "scores", query, documents, ...this.adapterScales(options) } as const;
    const { vectors, promptTokens } = await this.host.submitEmbedding(work, options);
    return { scores: vectors.map(([score]) => score ?? Number.NaN), promptTokens };
  }

  private adapterScales({ adapters }: Pick<EmbedOptions, "adapters">): Pick<EmbeddingWork, "adapterScales"> {
    return adapters === undefined
      ? {}
      : { adapterScales: resolveAdapterScales(adapters, this.info.adapters) };
  }

  tokenize(input: string | GenerationInput, options?: TokenizeOptions): Promise<TokenizeResult> {
    return namingField(input, () => this.tokenizer.tokenize(input, options));
  }

  detokenize(tokens: readonly number[], options?: TokenizingAsker): Promise<string> {
    return this.tokenizer.detokenize(tokens, options);
  }

  countTokens(input: string | GenerationInput, options?: TokenizingAsker): Promise<number> {
    return namingField(input, () => this.tokenizer.countTokens(input, options));
  }

  render(input: string | GenerationInput, { addGenerationPrompt = true }: RenderOptions = {}): string {
    if (typeof input === "string") return input;
    const taken = plainWhereUntemplated(input, this.template);
    if (taken.kind === "prompt") return taken.text;
    if (taken.kind !== "messages") {
      throw new ShimmyError(
        "unsupported_parameter",
        "Only a text and a conversation can be shown as a prompt: token ids and gaps are put together by the engine.",
      );
    }
    return renderTurn(taken, this.template, { addGenerationPrompt, controls: this.controls }).text;
  }

  unload(graceMs = 0): Promise<void> {
    return this.host.stop(graceMs);
  }
}

function isConversation(input: string | GenerationInput): boolean {
  return typeof input !== "string" && input.kind === "messages";
}

function cannotGenerate(name: string): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `"${name}" is an encoder and cannot generate text: ask it for embeddings, or choose a language model.`,
    { param: "model" },
  );
}

function noReranker(name: string): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    `"${name}" is no reranker: choose a model made for it, whose file has the pooling type "rank" (4), such as bge-reranker-v2-m3.`,
    { param: "model" },
  );
}

async function namingField<Result>(
  input: string | GenerationInput,
  work: () => Promise<Result>,
): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    throw nameField(toShimmyError(error), input, {});
  }
}

/**
 * The engine sees a prompt and a grammar only; who sent messages is told of messages, and who sent no format of the
 * answer, of the tools that its grammar was made from.
 */
function nameField(
  error: ShimmyError,
  input: string | GenerationInput,
  { outputFormat }: Pick<GenerationOptions, "outputFormat">,
): ShimmyError {
  if (typeof input === "string" || input.kind !== "messages") return error;
  const isGrammars = error.param === "outputFormat" || error.param === "response_format";
  const param =
    error.param === "prompt" ? "messages" : isGrammars && outputFormat === undefined ? "tools" : error.param;
  if (param === error.param || param === undefined) return error;
  const { code, message, details, cause } = error;
  return new ShimmyError(code, message, { param, cause, ...(details !== undefined && { details }) });
}
