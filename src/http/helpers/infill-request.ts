import { z } from "zod";
import { GENERATING_FIELDS } from "../generation/generating-fields.ts";
import { MODEL_FIELD } from "../generation/model-field.ts";
import { switchField } from "../generation/number-field.ts";
import { type GenerationAsk, toCommonAsk } from "../generation/to-common-ask.ts";
import { UNSUPPORTED_SAMPLING_FIELDS } from "../generation/unsupported-fields.ts";
import { MAX_TEXT_LENGTH } from "../http-limits.ts";

/** Most other files of one request. */
const MAX_FILES = 1_000;

const MAX_FILE_NAME_LENGTH = 4_096;

/** What llama-server calls a file without a name. */
const FILE_NAME = "tmp";

const text = z.string("must be a text").max(MAX_TEXT_LENGTH);

/** Body of `POST /infill`: a gap, and how it is to be filled. */
export const INFILL_REQUEST = z.object({
  model: MODEL_FIELD,
  input_prefix: text.describe("Text before the gap."),
  input_suffix: text.describe("Text behind the gap."),
  input_extra: z
    .array(z.object({ filename: z.string("must be a text").max(MAX_FILE_NAME_LENGTH).nullish(), text }), {
      error: 'must be a list of {"filename":"…","text":"…"}',
    })
    .max(MAX_FILES)
    .nullish()
    .describe('Other files of the project: a list of {"filename":"…","text":"…"}.'),
  prompt: text.nullish().describe("Text that follows `input_prefix`, such as the line of the cursor."),
  stream: switchField("Streams server-sent events when true."),
  return_tokens: switchField("Tells the ids of the answer's tokens."),
  ...GENERATING_FIELDS,
  ...UNSUPPORTED_SAMPLING_FIELDS,
});

/** A request after validation. */
export type InfillRequestValue = z.output<typeof INFILL_REQUEST>;

/** What a request asks for. Where it bounds the answer's length nowhere, the context does. */
export function translateInfill(body: InfillRequestValue): GenerationAsk {
  const { input_prefix: before, input_suffix: suffix, input_extra: extra, prompt } = body;
  // ids come with log probabilities only
  const wantsIds = body.return_tokens === true && !body.n_probs;
  const common = toCommonAsk(body, {
    model: body.model,
    openMaxTokens: null,
    mayBeZero: true,
    logprobs: wantsIds ? 0 : undefined,
  });
  return {
    ...common,
    input: {
      kind: "infill",
      prefix: before + (prompt ?? ""),
      suffix,
      files: (extra ?? []).map((file) => ({ name: file.filename ?? FILE_NAME, text: file.text })),
    },
    fieldNames: { ...common.fieldNames, suffix: "input_suffix" },
  };
}
