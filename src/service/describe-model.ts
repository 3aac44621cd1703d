import {
  type ChatTemplate,
  type ChatTemplateSource,
  createChatTemplate,
} from "../models/chat-template/chat-template.ts";
import type { GgufHeader } from "../models/gguf/read-gguf-header.ts";
import { readGgufList } from "../models/gguf/read-gguf-list.ts";
import { type ValidatedGguf, validateGguf } from "../models/gguf/validate-gguf.ts";
import type { ModelEntry } from "../models/registry/model-entry.ts";

/** What a model can be asked for. */
type ModelCapability = "completion" | "tools" | "thinking" | "insert" | "embedding";

/** A value of a model file's metadata; undefined where it is too long to be worth showing. */
type MetadataValue = string | number | boolean | readonly (number | boolean | string)[] | undefined;

/** What a model's file tells, without loading it. */
export interface ModelDescription {
  readonly entry: ModelEntry;
  /** Metadata by key, in the file's order, without its chat template. */
  readonly metadata: Readonly<Record<string, MetadataValue>>;
  /** Jinja text of the chat template in force; empty where Shimmy takes one of its own. */
  readonly template: string;
  /** Where the template comes from; undefined for one that cannot be read, and for models that take no conversations. */
  readonly templateSource?: ChatTemplateSource | undefined;
  readonly capabilities: readonly ModelCapability[];
  readonly license: string | undefined;
  readonly embeddingLength: number;
}

/** How much of a model is told. */
export interface DescribeOptions {
  /** Long lists, such as the vocabulary, are told whole. Default false: they are undefined. */
  readonly isVerbose?: boolean;
}

/**
 * Describes a model by its file's header.
 *
 * @throws ShimmyError as {@link validateGguf} does.
 */
export async function describeModel(
  entry: ModelEntry,
  { isVerbose = false }: DescribeOptions = {},
): Promise<ModelDescription> {
  const { header, summary } = await validateGguf(entry.path);
  const override = entry.alias?.template ?? entry.settings?.template;
  const chatTemplate = chatTemplateOf({ header, summary }, override);
  return {
    entry,
    metadata: isVerbose ? await wholeMetadata(entry.path, header) : metadataOf(header),
    template: override ?? summary.chatTemplate ?? "",
    templateSource: chatTemplate?.source,
    capabilities: capabilitiesOf({ header, summary }, chatTemplate),
    license: (entry.alias ?? entry.settings)?.license ?? summary.license,
    embeddingLength: summary.embeddingLength,
  };
}

function metadataOf({ metadata }: GgufHeader): ModelDescription["metadata"] {
  return Object.fromEntries(shownKeys(metadata).map((key) => [key, shownValue(metadata.get(key))]));
}

async function wholeMetadata(path: string, { metadata }: GgufHeader): Promise<ModelDescription["metadata"]> {
  const whole: Record<string, MetadataValue> = {};
  for (const key of shownKeys(metadata)) {
    const value = metadata.get(key);
    whole[key] =
      value?.kind === "array" ? (await readGgufList(path, value)).map(plainNumber) : shownValue(value);
  }
  return whole;
}

function shownKeys(metadata: GgufHeader["metadata"]): readonly string[] {
  return [...metadata.keys()].filter((key) => !key.startsWith("tokenizer.chat_template"));
}

function shownValue(value: ReturnType<GgufHeader["metadata"]["get"]>): MetadataValue {
  if (value?.kind === "scalar") return plainNumber(value.value);
  if (value?.kind === "array") return shownList(value.values);
  return undefined;
}

/** A short list, or undefined; Ollama shows none that is longer without being asked. */
function shownList(values: readonly (number | bigint | boolean)[] | undefined): MetadataValue {
  return values === undefined || values.length > LONGEST_LIST ? undefined : values.map(plainNumber);
}

const LONGEST_LIST = 5;

/** JSON's readers know no integers of 64 bits; what is beyond exact numbers is a text of digits, and not rounded. */
function plainNumber<Value>(value: Value | bigint): Value | number | string {
  if (typeof value !== "bigint") return value;
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : String(value);
}

function capabilitiesOf(
  file: Pick<ValidatedGguf, "header" | "summary">,
  chatTemplate: ChatTemplate | undefined,
): readonly ModelCapability[] {
  if (makesEmbeddings(file)) return ["embedding"];
  const { metadata } = file.header;
  const capabilities: ModelCapability[] = ["completion"];
  const template = templateCapabilities(chatTemplate);
  if (template?.supportsTools) capabilities.push("tools");
  if (INFILL_KEYS.some((key) => metadata.has(key))) capabilities.push("insert");
  if (template?.supportsReasoning) capabilities.push("thinking");
  return capabilities;
}

/** Keys by which a file names the tokens of a gap, the newer one first. */
const INFILL_KEYS = ["tokenizer.ggml.fim_pre_token_id", "tokenizer.ggml.prefix_token_id"] as const;

/** What looks both ways, or pools its vectors by its file, is made for embeddings. */
function makesEmbeddings({ header, summary }: Pick<ValidatedGguf, "header" | "summary">): boolean {
  const isEncoder = header.metadata.boolean(`${summary.architecture}.attention.causal`) === false;
  return isEncoder || header.metadata.has(`${summary.architecture}.pooling_type`);
}

/** A template that cannot be read is reported by the requests that need it. */
function chatTemplateOf(
  { header, summary }: Pick<ValidatedGguf, "header" | "summary">,
  override: string | undefined,
): ChatTemplate | undefined {
  if (makesEmbeddings({ header, summary })) return undefined;
  try {
    return createChatTemplate({
      architecture: summary.architecture,
      fileTemplate: summary.chatTemplate,
      fileToolTemplate: summary.toolTemplate,
      override,
      bosToken: "",
      eosToken: "",
      hasToken: (text) => header.specialTokens.has(text),
    });
  } catch {
    return undefined;
  }
}

function templateCapabilities(template: ChatTemplate | undefined): ChatTemplate["capabilities"] | undefined {
  try {
    return template?.capabilities;
  } catch {
    return undefined;
  }
}
