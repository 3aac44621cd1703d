import { checkConversation } from "../core/check-conversation.ts";
import { type Conversation, offeredTools } from "../core/conversation.ts";
import { toShimmyError } from "../core/errors.ts";
import type { GenerationInput } from "../core/generation-input.ts";
import type { OutputFormat } from "../core/output-format.ts";
import type { ModelDialogue } from "../dialogue/dialogue-format.ts";
import type { DialogueParserOptions } from "../dialogue/dialogue-parser.ts";
import { framedFormat } from "../dialogue/framed-format.ts";
import { genericFormat, recogniseFormat } from "../dialogue/recognise-format.ts";
import { toolGrammar } from "../dialogue/tool-grammar.ts";
import type { ChatTemplate, RenderedPrompt } from "../models/chat-template/chat-template.ts";
import type { ControlTexts } from "./control-texts/control-texts.ts";
import { type CutPrompt, defuseConversation } from "./control-texts/defuse-conversation.ts";
import type { EngineGeneration, EngineThoughts } from "./protocol.ts";
import { type EnginePrompt, toEnginePrompt } from "./to-engine-prompt.ts";

/** What the engine is to do, and how its text is to be read. */
export interface AnswerPlan {
  readonly generation: EnginePrompt &
    Pick<EngineGeneration, "grammarStartsAfter" | "thoughts" | "controlTexts">;
  /** What the generation's grammar is made from; absent: there is none. */
  readonly outputFormat: OutputFormat | undefined;
  /** How the text is split into what is said, thought and called; absent: it is what is said, as it comes. */
  readonly dialogue: DialogueParserOptions | undefined;
}

type ModelTemplate = Pick<ChatTemplate, "renderPrompt">;

/**
 * How an input is answered. Only a conversation has tools and thoughts: who writes the prompt reads the answer as well.
 *
 * @param outputFormat what the answer, or that part of it which is said, must look like.
 * @param controls control texts of the vocabulary: in a message they are text like any other.
 * @throws ShimmyError `invalid_request` for a conversation that is wrong, `template_failed`, or as {@link toolGrammar} does.
 */
export function planAnswer(
  input: string | GenerationInput,
  outputFormat: OutputFormat | undefined,
  template: ModelTemplate,
  controls?: ControlTexts,
): AnswerPlan {
  if (typeof input !== "string" && input.kind === "messages") {
    return planTurn(input, outputFormat, template, controls);
  }
  return { generation: toEnginePrompt(input), outputFormat, dialogue: undefined };
}

/** An input as {@link planAnswer} hands it to the engine, for who only wants its tokens. */
export function promptOf(
  input: string | GenerationInput,
  template: ModelTemplate,
  controls?: ControlTexts,
): EnginePrompt {
  if (typeof input === "string" || input.kind !== "messages") return toEnginePrompt(input);
  return turnPrompt(renderTurn(input, template, { controls }), input.after);
}

function turnPrompt({ text, cuts }: RenderedTurn, after: readonly number[] = []): EnginePrompt {
  return {
    prompt: text,
    parseSpecial: true,
    ...(cuts.length > 0 && { cuts }),
    ...(after.length > 0 && { after }),
  };
}

/** A prompt, and where a control text that a client wrote is to be split. */
export type RenderedTurn = RenderedPrompt & CutPrompt;

/** How a turn is rendered. */
interface RenderTurnOptions {
  /** Ends with the head of the assistant's turn. Default true. */
  readonly addGenerationPrompt?: boolean;
  /** Those of the vocabulary. */
  readonly controls?: ControlTexts | undefined;
}

/**
 * The prompt of a conversation whose turn is the assistant's.
 *
 * @throws ShimmyError as {@link planAnswer} does.
 */
export function renderTurn(
  conversation: Conversation,
  template: ModelTemplate,
  { addGenerationPrompt = true, controls }: RenderTurnOptions = {},
): RenderedTurn {
  checkConversation(conversation);
  try {
    const defused = controls && defuseConversation(conversation, controls);
    const shown = defused?.conversation ?? conversation;
    const rendered = template.renderPrompt({ ...shown, addGenerationPrompt });
    return defused === undefined
      ? { ...rendered, cuts: [] }
      : { ...rendered, ...defused.restore(rendered.text) };
  } catch (error) {
    throw toShimmyError(error);
  }
}

type MessagesInput = Extract<GenerationInput, { kind: "messages" }>;

function planTurn(
  conversation: MessagesInput,
  outputFormat: OutputFormat | undefined,
  template: ModelTemplate,
  controls: ControlTexts | undefined,
): AnswerPlan {
  const rendered = renderTurn(conversation, template, { controls });
  const { text: prompt, openedReasoning: thinking } = rendered;
  const format = formatOf(rendered);
  const tools = offeredTools(conversation);
  const calls = toolGrammar({
    format,
    tools,
    choice: conversation.toolChoice ?? { kind: "auto" },
    parallel: conversation.parallelToolCalls ?? true,
    outputFormat,
  });
  const plain = turnPrompt(rendered, conversation.after);
  if (tools.length === 0 && thinking === undefined && !hasParts(format)) {
    return { generation: plain, outputFormat, dialogue: undefined };
  }
  const ruled = calls?.outputFormat ?? (outputFormat && framedFormat(format, outputFormat));
  const startsAfter = calls?.startsAfter ?? [];
  const rulesAll = ruled !== undefined && startsAfter.length === 0;
  const thoughts = thoughtsOf(rendered, format, rulesAll ? ruled : undefined);
  const budgetTokens = conversation.reasoning?.budgetTokens;
  return {
    generation: {
      ...plain,
      ...(startsAfter.length > 0 && { grammarStartsAfter: startsAfter }),
      ...(thoughts !== undefined && {
        thoughts: { ...thoughts, ...(budgetTokens !== undefined && { budgetTokens }) },
      }),
      controlTexts: marksOf(format),
    },
    outputFormat: ruled,
    dialogue: { format, tools, prompt, thinking },
  };
}

function formatOf({ template, toolForm }: RenderedPrompt): ModelDialogue {
  const format = recogniseFormat(template);
  return toolForm === "generic" ? genericFormat(format) : format;
}

/** Whether an answer without calls may have anything in it but text. */
function hasParts({ thinksIn, wrappers, read, calls }: ModelDialogue): boolean {
  const speaksInCalls = calls.some(({ withoutTools = false }) => withoutTools);
  return thinksIn.length > 0 || wrappers.length > 0 || read !== undefined || speaksInCalls;
}

/**
 * The thoughts that may come. Before free text any block that the family knows counts; before an answer that a grammar rules
 * from its first character, only what the template speaks of and this prompt leaves room for.
 */
function thoughtsOf(
  { openedReasoning: inside, mayThink }: RenderedPrompt,
  { reasoning, thinksIn }: ModelDialogue,
  ruled: OutputFormat | undefined,
): EngineThoughts | undefined {
  const blocks = ruled === undefined ? reasoning : mayThink ? thinksIn : [];
  if (blocks.length === 0 && inside === undefined) return undefined;
  const known = inside === undefined ? blocks : [...blocks, inside];
  // who names the marks in a grammar or pattern says all of it
  const source = ruled?.kind === "gbnf" ? ruled.grammar : ruled?.kind === "regex" ? ruled.pattern : "";
  const inGrammar = known.some(({ open, close }) => [open, ...close].some((mark) => source.includes(mark)));
  return { blocks, ...(inside !== undefined && { inside }), ...(inGrammar && { inGrammar }) };
}

/** Everything that the reader of the answer has to see, be it a control token. */
function marksOf({ controlTexts, reasoning, wrappers }: ModelDialogue): readonly string[] {
  const around = [...reasoning, ...wrappers].flatMap(({ open, close }) => [open, ...close]);
  return [...new Set([...controlTexts, ...around])];
}
