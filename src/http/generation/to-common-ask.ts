import type { PartialGenerationOptions } from "../../core/generation-options.ts";
import type { GenerationRequest } from "../../service/shimmy-service.ts";
import type { GeneratingValues } from "./generating-fields.ts";
import type { FieldNames } from "./in-client-words.ts";
import { toAdapters } from "./lora-field.ts";
import type { SamplingValues } from "./sampling-fields.ts";
import { type OpenMaxTokens, toGenerationOptions } from "./sampling-options.ts";
import { toOutputFormat } from "./to-output-format.ts";

/** The part of a {@link GenerationRequest} that the client decides. */
export interface GenerationAsk
  extends Pick<
    GenerationRequest,
    | "model"
    | "input"
    | "options"
    | "priority"
    | "adapterIds"
    | "keepAliveMs"
    | "wantedContextLength"
    | "promptLogprobs"
    | "openEnded"
  > {
  /** What the client calls the options that have another name in core. */
  readonly fieldNames: FieldNames;
}

/** What a dialect adds to {@link toCommonAsk}. */
export interface DialectAsk {
  readonly model: string | null | undefined;
  /** Further places of the sampling fields; the body's own win. */
  readonly layers?: readonly Partial<SamplingValues>[];
  readonly openMaxTokens: OpenMaxTokens;
  /** A length of 0 asks for the prompt to be computed alone; absent refuses it. */
  readonly mayBeZero?: boolean;
  /** By the dialect's own `logprobs`; undefined leaves it to `n_probs`. */
  readonly logprobs: number | undefined;
}

/**
 * Everything that the shared fields of a request ask for; the input is the dialect's.
 *
 * @throws ShimmyError `invalid_request` for an output format that is none, or is said twice, and for a length of 0.
 */
export function toCommonAsk(body: GeneratingValues, dialect: DialectAsk): Omit<GenerationAsk, "input"> {
  const requested = toOutputFormat(body);
  const { adapters, adapterIds } = toAdapters(body.lora);
  const { layers = [], openMaxTokens, mayBeZero } = dialect;
  const sampling = toGenerationOptions([body, ...layers], openMaxTokens, mayBeZero);
  const options: PartialGenerationOptions = {
    ...sampling,
    ...(dialect.logprobs !== undefined && { logprobs: dialect.logprobs }),
    ...(adapters !== undefined && { adapters }),
    ...(requested !== undefined && { outputFormat: requested.format }),
  };
  return {
    model: dialect.model ?? undefined,
    options,
    priority: body.priority ?? undefined,
    adapterIds,
    // core speaks of its option, and the compiler of grammars in OpenAI's words
    fieldNames:
      requested === undefined ? {} : { outputFormat: requested.field, response_format: requested.field },
  };
}
