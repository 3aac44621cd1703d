import type { Conversation, ReasoningOptions } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { GenerationInput } from "../../core/generation-input.ts";
import { fillTemplate } from "./fill-template.ts";
import type { GenerateRequestValue } from "./generate-request-schema.ts";
import { toKeepAliveMs } from "./keep-alive-field.ts";
import { fromNumPredict } from "./length-field.ts";
import { toLogprobs } from "./logprobs-fields.ts";
import { BUDGET_FIELDS, translateReasoning } from "./reasoning-fields.ts";
import { type GenerationAsk, toCommonAsk } from "./to-common-ask.ts";
import { translateMessages } from "./translate-messages.ts";
import { translateTools } from "./translate-tools.ts";

/**
 * What a native request asks for.
 *
 * @throws ShimmyError `invalid_request` when it holds neither a prompt nor messages, or both.
 */
export function translateGenerateRequest(body: GenerateRequestValue): GenerationAsk {
  const { num_predict, num_ctx, ...options } = body.options ?? {};
  const common = toCommonAsk(body, {
    model: body.model,
    layers: [{ ...options, n_predict: fromNumPredict(num_predict) }],
    openMaxTokens: undefined,
    logprobs: toLogprobs(body.logprobs, body.top_logprobs),
  });
  return {
    input: inputOf(body),
    keepAliveMs: toKeepAliveMs(body.keep_alive),
    wantedContextLength: num_ctx ?? undefined,
    openEnded: true,
    ...common,
    // the turn that is made of a prompt is no message of the client's
    ...(!body.messages && { fieldNames: { ...common.fieldNames, messages: "prompt" } }),
  };
}

function inputOf(body: GenerateRequestValue): GenerationInput {
  const { prompt, suffix, messages, system, raw, template } = body;
  if (template && (messages || suffix || raw === true)) {
    const other = messages ? "messages" : suffix ? "suffix" : "raw";
    throw new ShimmyError("invalid_request", `template goes with prompt, and not with ${other}.`, {
      param: "template",
    });
  }
  if (typeof prompt === "string" && messages) {
    throw new ShimmyError("invalid_request", "Give prompt or messages, not both.", { param: "prompt" });
  }
  if (suffix && (messages || system)) {
    throw new ShimmyError(
      "invalid_request",
      "suffix fills a gap behind prompt, and goes with neither messages nor system.",
      { param: "suffix" },
    );
  }
  const after = body.context?.length ? { after: body.context } : {};
  if (after.after !== undefined) refuseContext(body);
  if (messages) {
    return {
      kind: "messages",
      messages: [...systemMessages(system), ...translateMessages(messages)],
      ...nextTurn(body),
    };
  }
  if (typeof prompt !== "string") {
    throw new ShimmyError("invalid_request", "prompt is missing; give a text, or messages.", {
      param: "prompt",
    });
  }
  if (suffix) {
    refuseTurnFields(body, "suffix");
    return { kind: "infill", prefix: prompt, suffix };
  }
  if (template) {
    refuseTurnFields({ ...body, system: undefined }, "template");
    const text = fillTemplate(template, { System: system ?? "", Prompt: prompt });
    return { kind: "prompt", text, parseSpecial: true, ...after };
  }
  if (raw === true || (prompt === "" && !system)) {
    refuseTurnFields(body, raw === true ? "raw" : "an empty prompt");
    // who writes the template themselves means its control tokens as such
    return { kind: "prompt", text: prompt, parseSpecial: true, ...after };
  }
  return {
    kind: "messages",
    messages: [...systemMessages(system), { role: "user", content: prompt }],
    ...nextTurn(body),
    ...(!system && askedOfTurn(body) === undefined && { untemplated: prompt }),
    ...after,
  };
}

/** What an earlier answer was made from is a text, or a conversation of one turn. */
function refuseContext({ messages, suffix, raw }: GenerateRequestValue): void {
  const other = messages ? "messages" : suffix ? "suffix" : raw === true ? "raw" : undefined;
  if (other === undefined) return;
  throw new ShimmyError("invalid_request", `context goes with prompt, and not with ${other}.`, {
    param: "context",
  });
}

/** What the request asks of the model's next turn. */
function nextTurn(body: GenerateRequestValue): Omit<Conversation, "messages"> {
  const { reasoning, ...variables } = translateReasoning(body);
  const thinking = { ...reasoning, ...thinkOptions(body.think) };
  return {
    ...translateTools(body),
    ...variables,
    ...(Object.keys(thinking).length > 0 && { reasoning: thinking }),
  };
}

function thinkOptions(think: GenerateRequestValue["think"]): ReasoningOptions {
  if (typeof think === "boolean") return { enabled: think };
  return think ? { enabled: true, effort: think } : {};
}

/** The first field that only a chat template could tell the model of. */
function askedOfTurn(body: GenerateRequestValue): string | undefined {
  const { tools, toolChoice, reasoning, templateVariables = {} } = nextTurn(body);
  const asks: readonly (readonly [field: string, asks: boolean])[] = [
    ["system", Boolean(body.system)],
    ["tools", tools !== undefined && toolChoice?.kind !== "none"],
    ["think", Boolean(body.think)],
    ["reasoning_effort", reasoning?.effort !== undefined],
    ["enable_thinking", reasoning?.enabled === true],
    ...BUDGET_FIELDS.map((field) => [field, (body[field] ?? 0) > 0] as const),
    ["chat_template_kwargs", Object.keys(templateVariables).length > 0],
  ];
  return asks.find(([, isAsked]) => isAsked)?.[0];
}

/** @param past what goes past the chat template. */
function refuseTurnFields(body: GenerateRequestValue, past: string): void {
  const field = askedOfTurn(body);
  if (field === undefined) return;
  throw new ShimmyError("invalid_request", `${field} needs a chat template, which ${past} goes past.`, {
    param: field,
  });
}

function systemMessages(system: string | null | undefined) {
  return system ? [{ role: "system" as const, content: system }] : [];
}
