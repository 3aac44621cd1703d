import { checkConversation } from "../../../core/check-conversation.ts";
import type { Conversation, ReasoningOptions } from "../../../core/conversation.ts";
import { ShimmyError, toShimmyError } from "../../../core/errors.ts";
import { type FieldNames, inClientWords } from "../../generation/in-client-words.ts";
import { type GenerationAsk, toCommonAsk } from "../../generation/to-common-ask.ts";
import { continuedItems } from "./continued-items.ts";
import { type InputSource, readInput } from "./read-input.ts";
import type { InputTokensRequestValue, ResponseRequestValue } from "./request-schema.ts";
import type { ResponseItem } from "./response-item.ts";
import { toMessages } from "./to-messages.ts";
import { toTools } from "./to-tools.ts";

/** What a request for a response asks for. */
export interface ResponseAsk {
  readonly ask: GenerationAsk;
  /** What it was asked, without what it continues. */
  readonly items: readonly ResponseItem[];
}

/** What core's words are in requests for responses. */
export const FIELD_NAMES: FieldNames = {
  messages: "input",
  prompt: "input",
  templateVariables: "text.verbosity",
};

/**
 * What a request for a response asks for, with the conversation that it continues. Where it bounds the answer's length
 * nowhere, the context does.
 *
 * @throws ShimmyError for items and responses that are not kept, and for fields that contradict each other.
 */
export function translateResponse(body: ResponseRequestValue, source: InputSource): ResponseAsk {
  const { fieldNames, ...common } = commonAsk(body);
  const names = { ...FIELD_NAMES, ...fieldNames };
  const { items, conversation } = translateInput(body, source, names);
  return { ask: { ...common, fieldNames: names, input: { kind: "messages", ...conversation } }, items };
}

/** What of a request its prompt is made of. */
type PromptRequestValue = Pick<
  ResponseRequestValue,
  keyof InputTokensRequestValue & keyof ResponseRequestValue
>;

/**
 * The conversation of a request, with the one that it continues.
 *
 * @throws ShimmyError as {@link translateResponse} does.
 */
export function translateInput(
  body: PromptRequestValue,
  source: InputSource,
  names: FieldNames = FIELD_NAMES,
): Pick<ResponseAsk, "items"> & { readonly conversation: Conversation } {
  const items = readInput(body.input ?? [], source);
  const { previous_response_id: previousId } = body;
  const earlier = previousId ? continuedItems(source.kept, source.owner, previousId) : [];
  const conversation = toConversation(body, [...earlier, ...items]);
  try {
    checkConversation(conversation);
  } catch (thrown) {
    throw inClientWords(toShimmyError(thrown), names);
  }
  return { items, conversation };
}

function toConversation(body: PromptRequestValue, items: readonly ResponseItem[]): Conversation {
  const { instructions, text } = body;
  const turns = toMessages(items);
  if (turns.length === 0) {
    throw new ShimmyError("invalid_request", "input is missing; give the model something to answer.", {
      param: "input",
    });
  }
  const reasoning = toReasoning(body.reasoning);
  return {
    messages: instructions ? [{ role: "system", content: instructions }, ...turns] : turns,
    ...toTools(body),
    ...(reasoning !== undefined && { reasoning }),
    ...(text?.verbosity && { templateVariables: { verbosity: text.verbosity } }),
  };
}

/** OpenAI's highest levels are more than templates know. */
function toReasoning(reasoning: ResponseRequestValue["reasoning"]): ReasoningOptions | undefined {
  const effort = reasoning?.effort;
  if (effort === null || effort === undefined) return undefined;
  if (effort === "none") return { enabled: false };
  return { effort: effort === "xhigh" || effort === "max" ? "high" : effort };
}

function commonAsk(body: ResponseRequestValue): Omit<GenerationAsk, "input"> {
  const format = body.text?.format;
  const logprobs = wantedLogprobs(body);
  const sized = { ...body, max_completion_tokens: body.max_output_tokens ?? body.max_completion_tokens };
  const dialect = { model: body.model, openMaxTokens: null, logprobs };
  if (!format || format.type === "text") return toCommonAsk(sized, dialect);
  const field = "text.format";
  const names = { response_format: field };
  if (body.response_format) {
    throw new ShimmyError(
      "invalid_request",
      `${field} and response_format both say what the answer must look like; give one of them.`,
      { param: "response_format" },
    );
  }
  const schema = format.type === "json_schema" ? format.schema : undefined;
  try {
    const ask = toCommonAsk({ ...sized, response_format: { type: format.type, schema } }, dialect);
    return { ...ask, fieldNames: { outputFormat: field, ...names } };
  } catch (thrown) {
    throw inClientWords(toShimmyError(thrown), names);
  }
}

function wantedLogprobs({ include, top_logprobs: top }: ResponseRequestValue): number | undefined {
  const isIncluded = include?.includes("message.output_text.logprobs") === true;
  return top || isIncluded ? (top ?? 0) : undefined;
}
