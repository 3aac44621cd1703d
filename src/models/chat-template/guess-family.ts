import type { TemplateFamily } from "./template-families.ts";

/** What is known of a model without a chat template. */
export interface FamilyEvidence {
  /** `general.architecture` of the file, for example `gemma2`. */
  readonly architecture: string;
  /** True when the vocabulary has a token with exactly this text. */
  readonly hasToken: (text: string) => boolean;
}

/** Texts that only a model trained on the family's format has as single tokens; the first family with all of them wins. */
const TOKEN_SIGNS: readonly { readonly family: TemplateFamily; readonly tokens: readonly string[] }[] = [
  { family: "chatml", tokens: ["<|im_start|>", "<|im_end|>"] },
  { family: "llama3", tokens: ["<|start_header_id|>", "<|end_header_id|>"] },
  { family: "gemma", tokens: ["<start_of_turn>", "<end_of_turn>"] },
  { family: "openchat", tokens: ["<|end_of_turn|>"] },
  { family: "phi3", tokens: ["<|assistant|>", "<|end|>"] },
  { family: "mistral", tokens: ["[INST]", "[/INST]"] },
];

/** Architectures that only ever had one chat format. */
const ARCHITECTURE_SIGNS: ReadonlyMap<string, TemplateFamily> = new Map([
  ["gemma", "gemma"],
  ["gemma2", "gemma"],
  ["gemma3", "gemma"],
  ["gemma3n", "gemma"],
  ["phi3", "phi3"],
]);

/**
 * The chat format that a model's vocabulary and architecture speak for; undefined when nothing does. File names say
 * nothing here: anyone may rename a file.
 */
export function guessFamily(evidence: FamilyEvidence): TemplateFamily | undefined {
  const byTokens = TOKEN_SIGNS.find(({ tokens }) => tokens.every((token) => evidence.hasToken(token)));
  return byTokens?.family ?? ARCHITECTURE_SIGNS.get(evidence.architecture);
}

/** Every text that {@link guessFamily} may ask a vocabulary for. */
export const FAMILY_SIGN_TOKENS: readonly string[] = TOKEN_SIGNS.flatMap(({ tokens }) => tokens);
