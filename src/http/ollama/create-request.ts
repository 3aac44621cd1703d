import { z } from "zod";
import { ShimmyError } from "../../core/errors.ts";
import type { AskedAdapter } from "../../service/alias-adapters.ts";
import type { NewAlias } from "../../service/shimmy-service.ts";
import { CHAT_MESSAGES } from "../generation/chat-message-schema.ts";
import { fromNumPredict } from "../generation/length-field.ts";
import { MAX_ADAPTER_NAME_LENGTH, MAX_ADAPTER_SCALE } from "../generation/lora-field.ts";
import { MODEL_NAME } from "../generation/model-field.ts";
import { switchField } from "../generation/number-field.ts";
import { OLLAMA_LOAD_FIELDS } from "../generation/ollama-load-fields.ts";
import { OLLAMA_OPTION_FIELDS } from "../generation/sampling-fields.ts";
import { toGenerationOptions } from "../generation/sampling-options.ts";
import { translateMessages } from "../generation/translate-messages.ts";
import { isEmpty, unsupportedField } from "../generation/unsupported-fields.ts";
import { MAX_ALIAS_MESSAGES, MAX_ALIAS_TEXT_LENGTH, MAX_REQUEST_ADAPTERS } from "../http-limits.ts";
import { NAMED_MODEL_FIELDS, namedModel } from "./named-model.ts";

const text = z.string().max(MAX_ALIAS_TEXT_LENGTH);

const PARAMETERS = z.strictObject(
  { ...OLLAMA_OPTION_FIELDS, ...OLLAMA_LOAD_FIELDS },
  {
    error: (issue) =>
      issue.code === "unrecognized_keys" ? `has the unknown option ${issue.keys[0]}` : undefined,
  },
);

const DIGEST = /^sha256[:-]([0-9a-f]{64})$/iu;
const ADAPTER_RULE = `must be a strength from -${MAX_ADAPTER_SCALE} to ${MAX_ADAPTER_SCALE}, or the file's digest such as sha256:…`;

const ADAPTERS = z
  .record(
    z.string().min(1).max(MAX_ADAPTER_NAME_LENGTH),
    z.union(
      [
        z.number().min(-MAX_ADAPTER_SCALE, ADAPTER_RULE).max(MAX_ADAPTER_SCALE, ADAPTER_RULE),
        z.string().regex(DIGEST, ADAPTER_RULE),
      ],
      ADAPTER_RULE,
    ),
  )
  .refine((adapters) => Object.keys(adapters).length <= MAX_REQUEST_ADAPTERS, {
    error: `must have at most ${MAX_REQUEST_ADAPTERS} entries`,
  });

const BRING_FILES = "put the GGUF file into a model folder, and name that model in from";

/** Body of `POST /api/create`. */
export const CREATE_REQUEST = z.object({
  ...NAMED_MODEL_FIELDS,
  from: MODEL_NAME.nullish().describe("The model or alias that the new alias is made from."),
  system: text.nullish().describe("Instruction for conversations that bring none."),
  template: text
    .nullish()
    .describe("Chat template in place of the file's: Jinja, or the name of a built-in family."),
  parameters: PARAMETERS.nullish().describe("Options for requests that leave them open, as in `options`."),
  messages: z
    .array(CHAT_MESSAGES.element)
    .max(MAX_ALIAS_MESSAGES)
    .nullish()
    .describe("Turns put before every conversation."),
  license: z
    .union([text, z.array(text).max(16)])
    .nullish()
    .describe("Shown by `/api/show`."),
  stream: switchField("Streams progress as NDJSON; the default."),
  files: unsupportedField(isEmpty, BRING_FILES),
  adapters: ADAPTERS.nullish().describe(
    "LoRA adapters of the model by their names, with a strength or the file's digest; its others are off. The server's --lora gives a model its adapters.",
  ),
  quantize: unsupportedField(isEmpty, "quantize the file with llama.cpp's llama-quantize"),
  quantization: unsupportedField(isEmpty, "quantize the file with llama.cpp's llama-quantize"),
  modelfile: unsupportedField(isEmpty, "send its parts as from, system, template and parameters"),
  renderer: unsupportedField(isEmpty),
  parser: unsupportedField(isEmpty),
});

/**
 * The alias that a body asks for.
 *
 * @throws ShimmyError `invalid_request` where it names no source.
 */
export function toNewAlias(body: z.output<typeof CREATE_REQUEST>): NewAlias {
  const { from, system, template, parameters, messages, license, adapters } = body;
  const name = namedModel(body);
  if (!from) {
    throw new ShimmyError("invalid_request", `from is missing; name the model that "${name}" is made from.`, {
      param: "from",
    });
  }
  return {
    name,
    from,
    params: { name: "model", from: "from" },
    ...(system && { system }),
    ...(template && { template }),
    ...(parameters && parametersOf(parameters)),
    ...(messages?.length && { messages: translateMessages(messages) }),
    ...(adapters && Object.keys(adapters).length > 0 && { adapters: askedAdapters(adapters) }),
    ...(license?.length && { license: [license].flat().join("\n") }),
  };
}

/** A digest says which file is meant, and that it is to be in force as it was trained. */
function askedAdapters(adapters: z.output<typeof ADAPTERS>): readonly AskedAdapter[] {
  return Object.entries(adapters).map(([name, value]) =>
    typeof value === "number" ? { name, scale: value } : { name, scale: 1, sha256: DIGEST.exec(value)?.[1] },
  );
}

function parametersOf(given: z.output<typeof PARAMETERS>): Pick<NewAlias, "parameters" | "options"> {
  const { num_predict, ...rest } = given;
  const options = toGenerationOptions([{ ...rest, n_predict: fromNumPredict(num_predict) }], undefined);
  return { parameters: withoutGaps(given), options: withoutGaps(options) };
}

/** What is set. */
function withoutGaps(values: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => value !== undefined && value !== null),
  );
}
