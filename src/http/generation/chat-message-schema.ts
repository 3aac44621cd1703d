import { z } from "zod";
import { MAX_CONTENT_PARTS, MAX_MESSAGES, MAX_TEXT_LENGTH } from "../http-limits.ts";
import { isEmpty, unsupportedField } from "./unsupported-fields.ts";

const MAX_SPEAKER_LENGTH = 256;

const contentPart = z.object({
  type: z.string().describe("Only `text` is supported yet."),
  text: z.string().max(MAX_TEXT_LENGTH).optional(),
});

/** One turn of a conversation, as OpenAI and Ollama write it. */
const CHAT_MESSAGE = z.object({
  role: z.enum(["system", "developer", "user", "assistant", "tool"]),
  content: z
    .union([z.string().max(MAX_TEXT_LENGTH), z.array(contentPart).max(MAX_CONTENT_PARTS)], {
      error: 'must be a text or a list of {"type":"text","text":"…"} parts',
    })
    .nullish()
    .describe("The text, or a list of text parts; null is for the assistant only."),
  name: z.string().max(MAX_SPEAKER_LENGTH).nullish(),
  images: unsupportedField(isEmpty),
  tool_calls: unsupportedField(isEmpty),
  function_call: unsupportedField(),
  audio: unsupportedField(),
});

/** A whole conversation. */
export const CHAT_MESSAGES = z.array(CHAT_MESSAGE).min(1).max(MAX_MESSAGES);

/** One turn after validation. */
export type ChatMessageValue = z.output<typeof CHAT_MESSAGE>;
