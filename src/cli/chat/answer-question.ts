import { counted, formatDuration, formatRate } from "../format.ts";
import { isCancellation } from "../report-failure.ts";
import { AnswerPrinter } from "./answer-printer.ts";
import type { ChatStatistics } from "./chat-partner.ts";
import type { ChatRoom } from "./chat-room.ts";

/**
 * Asks the model and writes its answer as it comes. Ctrl-C ends the answer there; what was said until then belongs to the
 * conversation.
 *
 * @throws ShimmyError where the model finds no answer; the question then waits for `/retry`.
 */
export async function answerQuestion(question: string, room: ChatRoom): Promise<void> {
  const { partner, conversation, context } = room;
  const { terminal, interruption } = context;
  const stop = new AbortController();
  const giveBack = interruption.divert(() => stop.abort());
  const signal = AbortSignal.any([stop.signal, interruption.signal, terminal.outputClosed]);
  const printer = new AnswerPrinter(terminal);
  const said = { text: "", reasoning: "" };
  let statistics: ChatStatistics | undefined;
  try {
    const messages = conversation.messagesWith(question);
    for await (const piece of partner.answer({ messages, ...room.options, signal })) {
      if (piece.type === "end") {
        statistics = piece;
        continue;
      }
      said[piece.type] += piece.text;
      await printer[piece.type](piece.text);
    }
  } catch (thrown) {
    const isStopped = stop.signal.aborted && isCancellation(thrown);
    if (!isStopped || said.text === "") conversation.failed(question);
    if (!isStopped) throw thrown;
  } finally {
    giveBack();
    await printer.end();
  }
  const hasAnswer = statistics !== undefined || said.text !== "";
  if (hasAnswer) {
    const reasoning = said.reasoning === "" ? {} : { reasoning: said.reasoning };
    conversation.answered(question, { content: said.text, ...reasoning });
  }
  if (stop.signal.aborted) terminal.note("(stopped; /retry asks again)\n");
  else if (statistics?.finishReason === "length")
    terminal.note("(cut off: the context or max_tokens is full)\n");
  if (statistics !== undefined && room.showsStatistics) terminal.note(`${describe(statistics)}\n`);
  if (room.lines.isInteractive) await terminal.print("\n");
}

function describe({ promptTokens, completionTokens, promptMs, generationMs }: ChatStatistics): string {
  const steps = Math.max(0, completionTokens - 1);
  const speed = generationMs > 0 ? `, ${formatRate((steps * 1000) / generationMs)} tokens/s` : "";
  return `prompt ${counted(promptTokens, "token")} in ${formatDuration(promptMs)}; answer ${counted(completionTokens, "token")}${speed}`;
}
