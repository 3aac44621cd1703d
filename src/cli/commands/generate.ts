import type { EndEvent } from "../../core/generation-event.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import type { TokenCandidate, TokenLogprob } from "../../core/token-logprob.ts";
import type { UniversalModel } from "../../core/universal-model.ts";
import type { ModelSettings } from "../../models/registry/model-entry.ts";
import { applyAlias } from "../../service/apply-alias.ts";
import type { CommandContext } from "../command-context.ts";
import type { CommandDefinition } from "../command-definition.ts";
import { declareFlag, declareSettings, ENGINE_SETTINGS, MODEL_SOURCE_SETTINGS } from "../declare-flags.ts";
import { counted, formatDuration, formatRate } from "../format.ts";
import { declareGenerationFlags, readGenerationOptions } from "../generation-flags.ts";
import type { Invocation } from "../invocation.ts";
import { renderLogprobs } from "../logprobs-table.ts";
import { findModel, loadSpec } from "../open-model.ts";
import { declareOutputFormatFlags, readOutputFormat } from "../output-format-flags.ts";
import { readConfig } from "../read-config.ts";
import { UsageError } from "../usage-error.ts";

/** `shimmy generate MODEL --prompt TEXT`: streams what the model writes to standard output. */
export const generateCommand: CommandDefinition = {
  declare: (command) => {
    command.argument("MODEL", "name of a model, or a .gguf file");
    declareFlag(command, "--prompt <text>", "text to continue; - reads standard input");
    declareFlag(command, "--chat", "send the prompt as a user's message, in the model's chat template");
    declareFlag(command, "--system <text>", "system message; implies --chat");
    declareFlag(command, "--suffix <text>", "text after the gap that the model fills behind the prompt");
    declareGenerationFlags(command);
    declareOutputFormatFlags(command);
    declareFlag(command, "--stats", "show counts and speed on standard error");
    declareFlag(command, "--json", "print the whole answer as JSON");
    declareSettings(command, [...MODEL_SOURCE_SETTINGS, ...ENGINE_SETTINGS]);
  },
  run: async (invocation, context) => {
    const wanted = invocation.argument(0);
    const config = readConfig(invocation, context);
    const outputFormat = await readOutputFormat(invocation, context);
    const given = {
      ...readGenerationOptions(invocation),
      ...(outputFormat !== undefined && { outputFormat }),
    };
    const typed = await readInput(invocation, context);
    const { spec, alias } = await findModel({ model: wanted, config, slots: 1 }, context);
    const { input, options } = applyAlias({ input: withAliasSystem(typed, alias), options: given }, alias);
    const model = await loadSpec(spec, config, context);
    try {
      const signal = AbortSignal.any([context.interruption.signal, context.terminal.outputClosed]);
      const answer = await streamAnswer(
        model,
        input,
        { ...options, signal },
        invocation.has("--json"),
        context,
      );
      if (answer === undefined) return 0;
      const hasLogprobs = typeof options.logprobs === "number";
      if (invocation.has("--json")) await context.terminal.print(answerJson(model, answer, hasLogprobs));
      else if (hasLogprobs) context.terminal.note(renderLogprobs(answer.logprobs));
      if (invocation.has("--stats")) context.terminal.note(`${describeStats(answer.end)}\n`);
      return 0;
    } finally {
      await model.unload();
    }
  },
};

interface Answer {
  readonly text: string;
  readonly logprobs: readonly TokenLogprob[];
  readonly end: EndEvent;
}

/** Writes the pieces as they come, unless they are only collected; undefined when nobody reads the output any more. */
async function streamAnswer(
  model: UniversalModel,
  input: GenerationInput,
  options: Parameters<UniversalModel["stream"]>[1],
  isCollected: boolean,
  { terminal }: CommandContext,
): Promise<Answer | undefined> {
  let text = "";
  const logprobs: TokenLogprob[] = [];
  let end: EndEvent | undefined;
  try {
    for await (const event of model.stream(input, options)) {
      if (terminal.outputClosed.aborted) return undefined;
      if (event.type === "end") end = event;
      if (event.type !== "text") continue;
      for (const token of event.logprobs ?? []) logprobs.push(token);
      if (isCollected) text += event.text;
      else await terminal.print(event.text);
    }
  } finally {
    // The shell's prompt should not stand in the answer's last line; a pipe gets the text as it is.
    if (terminal.isInteractive && !isCollected) await terminal.print("\n");
  }
  return end && { text, logprobs, end };
}

async function readInput(invocation: Invocation, context: CommandContext): Promise<GenerationInput> {
  const given = invocation.text("--prompt");
  if (given === undefined) {
    throw new UsageError(
      'shimmy generate needs a prompt: --prompt "Once upon a time", or --prompt - for standard input.',
    );
  }
  const text = given === "-" ? await context.terminal.readInput(context.interruption.signal) : given;
  const system = invocation.text("--system");
  const suffix = invocation.text("--suffix");
  if (suffix !== undefined && (system !== undefined || invocation.has("--chat"))) {
    throw new UsageError("--suffix fills a gap in a text, and goes with neither --chat nor --system.");
  }
  if (suffix !== undefined) return { kind: "infill", prefix: text, suffix };
  if (system === undefined && !invocation.has("--chat")) return { kind: "prompt", text };
  const messages = [{ role: "user" as const, content: text }];
  return {
    kind: "messages",
    messages: system === undefined ? messages : [{ role: "system", content: system }, ...messages],
  };
}

/** The instruction of an alias makes a conversation of a prompt, as it does on a server. */
function withAliasSystem(input: GenerationInput, alias: ModelSettings | undefined): GenerationInput {
  if (input.kind !== "prompt" || alias?.system === undefined) return input;
  return { kind: "messages", messages: [{ role: "user", content: input.text }] };
}

function answerJson(model: UniversalModel, { text, logprobs, end }: Answer, hasLogprobs: boolean): string {
  const { usage, timings, stopSequence } = end;
  const body = {
    model: model.spec.name,
    response: text,
    done: true,
    done_reason: end.finishReason,
    ...(stopSequence !== undefined && { stop_sequence: stopSequence }),
    seed: end.seed,
    usage: {
      prompt_tokens: usage.promptTokens,
      completion_tokens: usage.completionTokens,
      cached_tokens: usage.cachedTokens,
    },
    timings: {
      queue_ms: timings.queueMs,
      prompt_ms: timings.promptMs,
      generation_ms: timings.generationMs,
      draft_tokens: timings.draftTokens,
      draft_accepted_tokens: timings.draftAcceptedTokens,
    },
    ...(hasLogprobs && {
      logprobs: logprobs.map((entry) => ({
        ...candidateJson(entry),
        top_logprobs: entry.top.map(candidateJson),
      })),
    }),
  };
  return `${JSON.stringify(body, null, 2)}\n`;
}

/** A token as `POST /api/generate` writes it. */
function candidateJson({ text, logprob, bytes }: TokenCandidate) {
  return { token: text, logprob, bytes };
}

function describeStats({ usage, timings, finishReason, seed }: EndEvent): string {
  const computed = usage.promptTokens - usage.cachedTokens;
  const prefill =
    timings.promptMs > 0 ? `${formatRate((computed * 1000) / timings.promptMs)} tokens/s` : "no time";
  const steps = Math.max(0, usage.completionTokens - 1);
  const decode =
    timings.generationMs > 0 ? `${formatRate((steps * 1000) / timings.generationMs)} tokens/s` : "no time";
  return [
    `prompt ${counted(usage.promptTokens, "token")} in ${formatDuration(timings.promptMs)} (${prefill})`,
    `answer ${counted(usage.completionTokens, "token")} in ${formatDuration(timings.generationMs)} (${decode})`,
    ...(timings.draftTokens > 0
      ? [`${timings.draftAcceptedTokens} of ${timings.draftTokens} proposed tokens right`]
      : []),
    `ended by ${finishReason}`,
    `seed ${seed}`,
  ].join(", ");
}
