import type { ChatMessage } from "../../core/chat-message.ts";
import { ShimmyError } from "../../core/errors.ts";
import { number, record, text } from "../server-client/json.ts";
import type { ServerClient } from "../server-client/server-client.ts";
import type { ChatAsk, ChatPartner, ChatPiece } from "./chat-partner.ts";
import { toRequestFields } from "./request-fields.ts";

/**
 * A model on a server. It is loaded now, so that the first question need not wait.
 *
 * @throws ShimmyError where the server cannot be reached, or has no such model.
 */
export async function openServerPartner(model: string, client: ServerClient): Promise<ChatPartner> {
  const shown = record(await client.ask("POST", "/api/show", { model }));
  const status = record(await client.ask("POST", `/api/models/${encodeURIComponent(model)}/load`));
  const info = record(status.info);
  return {
    model: text(status.name) ?? model,
    system: text(shown.system),
    facts: [`on ${client.url}`, `context ${number(info.context_length) ?? "unknown"} tokens`],
    answer: (ask) => answer(ask),
    close: async () => {},
  };

  async function* answer(ask: ChatAsk): AsyncGenerator<ChatPiece, void, undefined> {
    const body = { model, messages: ask.messages.map(toMessage), stream: true, ...toRequestFields(ask) };
    let isWhole = false;
    for await (const line of client.stream("/api/chat", body, ask.signal)) {
      const frame = record(line);
      const message = record(frame.message);
      const thought = text(message.thinking) ?? "";
      if (thought !== "") yield { type: "reasoning", text: thought };
      const said = text(message.content) ?? "";
      if (said !== "") yield { type: "text", text: said };
      if (frame.done !== true) continue;
      isWhole = true;
      yield endOf(frame);
    }
    if (!isWhole)
      throw new ShimmyError("internal", `The server at ${client.url} ended in the middle of an answer.`);
  }
}

function toMessage({ role, content, reasoning }: ChatMessage): object {
  return { role, content, ...(reasoning !== undefined && { thinking: reasoning }) };
}

const NS_PER_MS = 1e6;

function endOf(frame: Readonly<Record<string, unknown>>): ChatPiece {
  return {
    type: "end",
    finishReason: text(frame.done_reason) ?? "stop",
    promptTokens: number(frame.prompt_eval_count) ?? 0,
    completionTokens: number(frame.eval_count) ?? 0,
    promptMs: (number(frame.prompt_eval_duration) ?? 0) / NS_PER_MS,
    generationMs: (number(frame.eval_duration) ?? 0) / NS_PER_MS,
  };
}
