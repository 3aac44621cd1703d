import type { ChatOptions } from "./chat-options.ts";

/** Options whose field is not simply their name with underscores. */
const FIELDS: Readonly<Record<string, string>> = {
  maxTokens: "n_predict",
  dynamicTemperatureRange: "dynatemp_range",
  dynamicTemperatureExponent: "dynatemp_exponent",
  logprobs: "n_probs",
};

/** A chat's options as fields of `POST /api/chat`. Without a bound an answer goes on to the end of the context. */
export function toRequestFields({ generation, reasoning }: ChatOptions): Readonly<Record<string, unknown>> {
  const fields = Object.entries(generation)
    .filter(([, value]) => value !== undefined)
    .map(([name, value]) => [FIELDS[name] ?? snake(name), value ?? -1] as const);
  const { logitBias } = generation;
  return {
    ...Object.fromEntries(fields),
    ...(logitBias !== undefined && {
      logit_bias: logitBias.map(({ token, bias }) => [token, bias ?? false]),
    }),
    ...(reasoning !== undefined && { think: reasoning.effort ?? reasoning.enabled ?? true }),
  };
}

function snake(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}
