import { ShimmyError } from "../../core/errors.ts";
import { partsOf } from "../control-texts/parts-of.ts";
import type { LlamaModel } from "../llama/model.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";
import { promptBytes } from "../prompt-bytes.ts";
import type { EngineGeneration } from "../protocol.ts";
import { tokenizePieces } from "./cut-tokens.ts";
import { infillTokens } from "./infill-tokens.ts";

/**
 * The tokens of a prompt, which fit into the context with room for one more.
 *
 * @param contextLength context length of one request, in tokens.
 * @throws ShimmyError `context_length_exceeded` with both counts, `invalid_request` for an empty prompt
 * or an unknown token id, `unsupported_parameter` for a gap where the model has no infill tokens.
 */
export function tokenizePrompt(
  request: Pick<EngineGeneration, "prompt" | "parseSpecial" | "cuts" | "after" | "infill">,
  model: LlamaModel,
  contextLength: number,
): Int32Array {
  const { prompt, parseSpecial, cuts = [], after = [], infill } = request;
  const { vocabulary, trainContextLength } = model;
  const advice =
    contextLength < trainContextLength
      ? "shorten the prompt or raise the context length"
      : "shorten the prompt";
  const tooLong = (count: number, atLeast: string): ShimmyError =>
    new ShimmyError(
      "context_length_exceeded",
      `The prompt has ${atLeast}${count} tokens, and the context length is ${contextLength}: ${advice}.`,
      {
        param: "prompt",
        details: { [atLeast === "" ? "promptTokens" : "promptTokensAtLeast"]: count, contextLength },
      },
    );
  if (typeof prompt !== "string") {
    if (prompt.length >= contextLength) throw tooLong(prompt.length, "");
    return checkedTokens(prompt, vocabulary.size);
  }
  if (after.length >= contextLength) throw tooLong(after.length, "at least ");
  // tokenizing a text that cannot fit would hold up every running request
  const fewestTokens = Math.floor(promptBytes(request) / vocabulary.longestPieceBytes);
  if (fewestTokens > contextLength) throw tooLong(fewestTokens, "at least ");
  if (cuts.length > contextLength) throw tooLong(cuts.length, "at least ");
  const tokens =
    infill === undefined
      ? textTokens({ prompt, parseSpecial, cuts, after }, vocabulary)
      : infillTokens(infill, vocabulary);
  if (tokens.length === 0) throw emptyPrompt();
  if (tokens.length >= contextLength) throw tooLong(tokens.length, "");
  return tokens;
}

interface TextPrompt {
  readonly prompt: string;
  readonly parseSpecial: boolean;
  readonly cuts: readonly number[];
  readonly after: readonly number[];
}

function textTokens({ prompt, parseSpecial, cuts, after }: TextPrompt, vocabulary: Vocabulary): Int32Array {
  if (after.length > 0) {
    const known = checkedTokens(after, vocabulary.size, "context");
    return tokenizePieces(partsOf(prompt, cuts), vocabulary, { after: known, parseSpecial });
  }
  if (cuts.length === 0 || !parseSpecial) return vocabulary.tokenizePrompt(prompt, parseSpecial);
  return tokenizePieces(partsOf(prompt, cuts), vocabulary, { addSpecial: true });
}

function checkedTokens(
  tokens: readonly number[],
  vocabularySize: number,
  param: "prompt" | "context" = "prompt",
): Int32Array {
  if (tokens.length === 0) throw emptyPrompt();
  const wrong = tokens.find((token) => !Number.isSafeInteger(token) || token < 0 || token >= vocabularySize);
  if (wrong === undefined) return Int32Array.from(tokens);
  throw new ShimmyError(
    "invalid_request",
    `The ${param} holds ${wrong}, and this model's token ids are whole numbers from 0 to ${vocabularySize - 1}.`,
    { param },
  );
}

function emptyPrompt(): ShimmyError {
  return new ShimmyError(
    "invalid_request",
    "The prompt is empty, and this model has no token to begin with: write a prompt.",
    { param: "prompt" },
  );
}
