import { z } from "zod";
import { CONVERSATION_RULES } from "../../core/check-conversation.ts";
import { MAX_CONTENT_PARTS, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { unionError } from "../validation/zod-error.ts";

const MAX_ID_LENGTH = 256;

/** Anthropic's mark of what is to be kept in its cache. */
export const CACHE_CONTROL_FIELD = z
  .object({ type: z.literal("ephemeral"), ttl: z.enum(["5m", "1h"]).nullish() })
  .nullish()
  .describe("Accepted without effect: every prompt's beginning is kept for later ones without being told.");

const text = z.string().max(MAX_TEXT_LENGTH);
const callId = z.string().min(1).max(MAX_ID_LENGTH);
const callName = z.string().min(1).max(CONVERSATION_RULES.maxToolNameLength);

const textBlock = z.object({ type: z.literal("text"), text, cache_control: CACHE_CONTROL_FIELD });

const thinkingBlock = z.object({
  type: z.literal("thinking"),
  thinking: text,
  signature: text.nullish().describe("As the answer brought it."),
});

const redactedThinkingBlock = z
  .object({ type: z.literal("redacted_thinking"), data: text })
  .describe("Passed over: only Anthropic can read it.");

const toolUseBlock = z.object({
  type: z.literal("tool_use"),
  id: callId,
  name: callName,
  input: z.record(z.string(), z.unknown()),
  cache_control: CACHE_CONTROL_FIELD,
});

/** A block that the API has and Shimmy does not: refused as such, since the client has made no mistake. */
function unsupportedBlock(type: "image" | "document") {
  return z
    .object({ type: z.literal(type) })
    .describe("Not supported.")
    .transform((_block, context) => {
      context.addIssue({
        code: "custom",
        message: `is a block of the type ${type}, which Shimmy does not support yet; send texts`,
        params: { code: "unsupported_parameter" },
      });
      return z.NEVER;
    });
}

const imageBlock = unsupportedBlock("image");
const documentBlock = unsupportedBlock("document");

/** Names the types that are taken, without those that are refused in their own words. */
function typeError(...types: readonly string[]): (issue: { readonly code?: string }) => string | undefined {
  const words = `must be ${types.length > 1 ? "one of " : ""}${types.join(", ")}`;
  return ({ code }) => (code === "invalid_union" ? words : undefined);
}

/** A text, or a list of blocks; any other kind of block is refused by its type. */
function textOr<Block extends z.ZodType>(block: Block) {
  return z.union([text, z.array(block).max(MAX_CONTENT_PARTS)], {
    error: unionError("must be a text or a list of blocks"),
  });
}

/** `system`, what a tool answered, and what a system message says: texts alone. */
export const TEXT_CONTENT = textOr(
  z.discriminatedUnion("type", [textBlock, imageBlock, documentBlock], { error: typeError("text") }),
);

const toolResultBlock = z.object({
  type: z.literal("tool_result"),
  tool_use_id: callId,
  content: TEXT_CONTENT.nullish(),
  is_error: z.boolean("must be true or false").nullish().describe("Told to the model in words."),
  cache_control: CACHE_CONTROL_FIELD,
});

/** Content of a user's message. */
export const USER_CONTENT = textOr(
  z.discriminatedUnion("type", [textBlock, toolResultBlock, imageBlock, documentBlock], {
    error: typeError("text", "tool_result"),
  }),
);

/** Content of an assistant's message. */
export const ASSISTANT_CONTENT = textOr(
  z.discriminatedUnion("type", [textBlock, thinkingBlock, redactedThinkingBlock, toolUseBlock]),
);

/** Texts after validation. */
export type TextContent = z.output<typeof TEXT_CONTENT>;

/** A user's content after validation. */
export type UserContent = z.output<typeof USER_CONTENT>;

/** An assistant's content after validation. */
export type AssistantContent = z.output<typeof ASSISTANT_CONTENT>;
