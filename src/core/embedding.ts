import { ShimmyError } from "./errors.ts";
import type { AdapterScale } from "./generation-options.ts";

/** How the vectors of an input's tokens become one: their mean, the first token's, the last token's, or not at all. */
const POOLINGS = ["none", "mean", "cls", "last"] as const;

/** One of {@link POOLINGS}. */
export type Pooling = (typeof POOLINGS)[number];

/** What a model's file asks for; `rank` marks a reranker, whose head gives a score in place of a vector. */
export type ModelPooling = Pooling | "rank";

/** A text, or token ids of the vocabulary taken as they are: nothing is put around them. */
export type EmbeddingInput = string | readonly number[];

/** Options of one call of {@link UniversalModel.embed}. */
export interface EmbedOptions {
  /** Default: the model file's own; mean where it does not say. */
  readonly pooling?: Pooling | undefined;
  /** Scales every vector to length 1. Default true; without pooling false. */
  readonly normalize?: boolean | undefined;
  /** Keeps this many leading numbers of each vector, for models trained for it. Default: all. https://arxiv.org/abs/2205.13147 */
  readonly dimensions?: number | undefined;
  /** Cuts the end of inputs that are longer than the context, where they would be refused otherwise. Default false. */
  readonly truncate?: boolean | undefined;
  /** LoRA adapters in force for this call; absent takes those that the model was loaded with. */
  readonly adapters?: readonly AdapterScale[] | undefined;
  readonly signal?: AbortSignal | undefined;
  /** For the log. */
  readonly requestId?: string | undefined;
  /** Who asks: clients take turns. Those who do not say count as one together. */
  readonly client?: string | undefined;
}

/** Options of one call of {@link UniversalModel.rerank}. */
export type RerankOptions = Pick<EmbedOptions, "adapters" | "signal" | "requestId" | "client">;

/** Vectors in the order of the inputs. */
export interface EmbedResult {
  /** One vector for each input; without pooling the vectors of its tokens, one after another. */
  readonly embeddings: readonly Float32Array[];
  /** Tokens computed, special tokens included. */
  readonly promptTokens: number;
}

/** Scores in the order of the documents. */
export interface RerankResult {
  /** The higher, the better a document answers the query. Their scale is the model's own. */
  readonly scores: readonly number[];
  /** Tokens computed; the query counts with every document. */
  readonly promptTokens: number;
}

/** Bounds of one request for embeddings or scores. */
export const EMBEDDING_RULES = {
  /** Inputs, or documents. */
  maxInputs: 2048,
  /** Tokens of all inputs together. */
  maxTokens: 1_048_576,
} as const;

/** What {@link resolveEmbedOptions} needs to know of the model. */
export interface EmbeddingFacts {
  readonly pooling: ModelPooling;
  /** Numbers in one vector. */
  readonly length: number;
}

/** Options with everything filled in. */
export interface ResolvedEmbedOptions {
  readonly pooling: Pooling;
  readonly normalize: boolean;
  readonly dimensions: number;
  readonly truncate: boolean;
}

/**
 * Fills in the defaults and checks every value.
 *
 * @throws ShimmyError `invalid_request`, naming the field.
 */
export function resolveEmbedOptions(options: EmbedOptions, facts: EmbeddingFacts): ResolvedEmbedOptions {
  const { pooling = defaultPooling(facts), dimensions = facts.length, truncate = false } = options;
  if (!POOLINGS.includes(pooling)) {
    throw new ShimmyError("invalid_request", `pooling must be one of ${POOLINGS.join(", ")}.`, {
      param: "pooling",
    });
  }
  const { normalize = pooling !== "none" } = options;
  if (typeof normalize !== "boolean") {
    throw new ShimmyError("invalid_request", "normalize must be true or false.", { param: "normalize" });
  }
  if (!Number.isInteger(dimensions) || dimensions < 1 || dimensions > facts.length) {
    throw new ShimmyError(
      "invalid_request",
      `dimensions must be a whole number from 1 to ${facts.length}, the length of this model's vectors, not ${String(dimensions)}.`,
      { param: "dimensions" },
    );
  }
  return { pooling, normalize, dimensions, truncate };
}

function defaultPooling({ pooling }: EmbeddingFacts): Pooling {
  if (pooling !== "rank") return pooling;
  throw new ShimmyError(
    "invalid_request",
    "This model is a reranker, which scores documents: ask it to rerank, choose an embedding model, or name a pooling.",
    { param: "model" },
  );
}

/**
 * Checks the inputs of {@link UniversalModel.embed}; whether they fit is checked where the vocabulary is.
 *
 * @throws ShimmyError `invalid_request` with `input` as the field.
 */
export function checkEmbeddingInputs(inputs: readonly EmbeddingInput[]): void {
  checkCount(inputs, "input");
  inputs.forEach((input, index) => {
    if (typeof input !== "string" && !Array.isArray(input)) {
      refuse(`${nameInput("input", index, inputs.length)} must be a text or a list of token ids`, "input");
    }
    if (input.length === 0) refuse(`${nameInput("input", index, inputs.length)} is empty`, "input");
    if (typeof input === "string") return;
    const wrong = input.find((token) => !Number.isSafeInteger(token) || token < 0);
    if (wrong === undefined) return;
    const name = nameInput("input", index, inputs.length);
    refuse(`${name} holds ${String(wrong)}, and token ids are whole numbers from 0`, "input");
  });
}

/**
 * Checks the texts of {@link UniversalModel.rerank}.
 *
 * @throws ShimmyError `invalid_request` with `query` or `documents` as the field.
 */
export function checkRerankTexts(query: string, documents: readonly string[]): void {
  if (typeof query !== "string" || query === "") refuse("query must be a text that is not empty", "query");
  checkCount(documents, "documents");
  documents.forEach((document, index) => {
    if (typeof document !== "string") refuse(`documents[${index}] must be a text`, "documents");
  });
}

/** An input as messages name it: with its index where there are several. */
export function nameInput(field: string, index: number, count: number): string {
  return count === 1 ? field : `${field}[${index}]`;
}

function checkCount(list: readonly unknown[], param: string): void {
  const { maxInputs } = EMBEDDING_RULES;
  if (!Array.isArray(list) || list.length === 0) refuse(`${param} must have at least one entry`, param);
  if (list.length <= maxInputs) return;
  refuse(`${param} has ${list.length} entries, and ${maxInputs} are allowed in one request`, param);
}

function refuse(what: string, param: string): never {
  throw new ShimmyError("invalid_request", `${what}.`, { param });
}
