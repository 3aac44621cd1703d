import type { AnswerPart } from "../../core/generation-event.ts";
import type { TokenLogprob } from "../../core/token-logprob.ts";
import type { StreamShape } from "../streaming/stream-shape.ts";
import type { AnswerHead } from "./answer-head.ts";
import { type ChatResponseOptions, callBody, finishReason, logprobsBody } from "./chat-response.ts";
import { openaiStream } from "./openai-stream.ts";

/** How a stream is written. */
export interface ChatStreamOptions extends Pick<ChatResponseOptions, "hasReasoning"> {
  /** Adds the last chunk with the token counts, and `usage: null` to the others. */
  readonly includeUsage: boolean;
  /** How many answers the stream has. */
  readonly count: number;
}

/** The answers as chunks. What all of them share is written once, and a token adds only its own text. */
export function chatStreamShape(
  head: AnswerHead,
  { includeUsage, hasReasoning, count }: ChatStreamOptions,
): StreamShape {
  const { shared, noUsage, ending, shape } = openaiStream(head, "chat.completion.chunk", includeUsage);
  const starts = Array.from(
    { length: count },
    (_, choice) => `data: ${shared},"choices":[{"index":${choice},"delta":`,
  );
  const plainEnd = `,"logprobs":null,"finish_reason":null}]${noUsage}}\n\n`;
  const chunk = (choice: number, delta: string, logprobs?: readonly TokenLogprob[]) => {
    if (logprobs === undefined) return `${starts[choice]}${delta}${plainEnd}`;
    const written = JSON.stringify(logprobsBody(logprobs));
    return `${starts[choice]}${delta},"logprobs":${written},"finish_reason":null}]${noUsage}}\n\n`;
  };
  return {
    ...shape,
    opening: starts.map((_, choice) => chunk(choice, '{"role":"assistant","content":""}')).join(""),
    part: (part, choice) => {
      if (part.type === "reasoning" && !hasReasoning) return "";
      return chunk(choice, delta(part), "logprobs" in part ? part.logprobs : undefined);
    },
    end: (end, choice) => {
      const reason = JSON.stringify(finishReason(end));
      return `${starts[choice]}{},"logprobs":null,"finish_reason":${reason}}]${noUsage}${ending(end)}}\n\n`;
    },
  };
}

/** What a part adds to the message. Only the first piece of a call has its id, type and name, as OpenAI's clients expect. */
function delta(part: AnswerPart): string {
  switch (part.type) {
    case "text":
      return `{"content":${JSON.stringify(part.text)}}`;
    case "reasoning":
      return `{"reasoning_content":${JSON.stringify(part.text)}}`;
    case "tool-arguments":
      return `{"tool_calls":[{"index":${part.index},"function":{"arguments":${JSON.stringify(part.text)}}}]}`;
    case "tool-call":
      return `{"tool_calls":[${JSON.stringify({ index: part.index, ...callBody({ ...part, arguments: "" }) })}]}`;
  }
}
