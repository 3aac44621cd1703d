import { EMBEDDING_RULES, nameInput } from "../../core/embedding.ts";
import { ShimmyError } from "../../core/errors.ts";
import type { LlamaModel } from "../llama/model.ts";
import type { Vocabulary } from "../llama/vocabulary.ts";
import type { EmbeddingWork } from "../protocol.ts";

/** Key of a reranker's own prompt in the model file. */
const RERANK_TEMPLATE_KEY = "tokenizer.chat_template.rerank";

/** Number of inputs, or of documents. */
export function inputCount(work: EmbeddingWork): number {
  return work.kind === "vectors" ? work.inputs.length : work.documents.length;
}

/**
 * Tokens of one input, or of the query together with one document.
 *
 * @param contextLength tokens of one input at most.
 * @throws ShimmyError `context_length_exceeded` with both counts unless inputs are to be cut, `invalid_request` for an input without tokens or an unknown token id.
 */
export function tokenizeInput(
  work: EmbeddingWork,
  index: number,
  model: LlamaModel,
  contextLength: number,
): Int32Array {
  const { vocabulary } = model;
  const count = inputCount(work);
  const isPair = work.kind === "scores";
  const param = isPair ? "documents" : "input";
  const name = isPair
    ? `The query with ${nameInput("documents", index, count)}`
    : nameInput(param, index, count);
  const checkLength = (tokens: number, atLeast = ""): void => {
    if (tokens <= contextLength) return;
    throw new ShimmyError(
      "context_length_exceeded",
      `${name} has ${atLeast}${tokens} tokens, and the context length is ${contextLength}: shorten it or split it.`,
      {
        param,
        details: { index, [atLeast === "" ? "promptTokens" : "promptTokensAtLeast"]: tokens, contextLength },
      },
    );
  };
  const checkText = (text: string): void => {
    // tokenizing a text that cannot fit would hold up every running request
    checkLength(Math.floor(Buffer.byteLength(text) / vocabulary.longestPieceBytes), "at least ");
  };
  let tokens: Int32Array;
  if (work.kind === "scores") {
    const document = work.documents[index] ?? "";
    checkText(work.query);
    checkText(document);
    tokens = tokenizePair(model, work.query, document);
  } else {
    const input = work.inputs[index] ?? "";
    if (work.truncate === true) {
      tokens = truncatedTokens(input, name, vocabulary, contextLength);
    } else if (typeof input === "string") {
      checkText(input);
      tokens = vocabulary.tokenize(input, true, false);
    } else {
      checkLength(input.length);
      tokens = Int32Array.from(checkedIds(input, name, vocabulary.size));
    }
  }
  if (tokens.length === 0) throw new ShimmyError("invalid_request", `${name} has no tokens.`, { param });
  checkLength(tokens.length);
  return tokens;
}

/** As much of an input as fits; the mark that ends a text stays its last token. */
function truncatedTokens(
  input: string | readonly number[],
  name: string,
  vocabulary: Vocabulary,
  contextLength: number,
): Int32Array {
  if (typeof input !== "string") {
    return Int32Array.from(checkedIds(input.slice(0, contextLength), name, vocabulary.size));
  }
  // what is behind so many characters cannot fit: each is a byte at least
  const text = input.slice(0, (contextLength + 1) * vocabulary.longestPieceBytes).replace(HALF_CHARACTER, "");
  const tokens = vocabulary.tokenize(text, true, false);
  if (tokens.length <= contextLength) return tokens;
  const { end, separator } = vocabulary.marks;
  const cut = tokens.slice(0, contextLength);
  const last = tokens.at(-1);
  // a control token that the text spells is none here, so one at the end was put there
  if (last !== undefined && (last === end || last === separator)) cut[contextLength - 1] = last;
  return cut;
}

/** The first half of a character that was cut apart. */
const HALF_CHARACTER = /[\uD800-\uDBFF]$/u;

/** Refuses a request whose inputs are too many tokens together. */
export function checkTotalTokens(tokens: number): void {
  const { maxTokens } = EMBEDDING_RULES;
  if (tokens <= maxTokens) return;
  throw new ShimmyError(
    "invalid_request",
    `The inputs have more than ${maxTokens} tokens together: send them in several requests.`,
    { param: "input", details: { maxTokens } },
  );
}

function checkedIds(ids: readonly number[], name: string, vocabularySize: number): readonly number[] {
  const wrong = ids.find((id) => !Number.isSafeInteger(id) || id < 0 || id >= vocabularySize);
  if (wrong === undefined) return ids;
  throw new ShimmyError(
    "invalid_request",
    `${name} holds ${String(wrong)}, and this model's token ids are whole numbers from 0 to ${vocabularySize - 1}.`,
    { param: "input" },
  );
}

/** Query and document as a reranker was trained on them: its file's own prompt, or begin, query, end, separator, document, end. */
function tokenizePair(model: LlamaModel, query: string, document: string): Int32Array {
  const template = model.metadata(RERANK_TEMPLATE_KEY);
  if (template !== undefined) return tokenizeTemplate(model, template, query, document);
  const { vocabulary } = model;
  const { begin, end, separator, addsBegin, addsEnd, addsSeparator } = vocabulary.marks;
  const closing = addsEnd ? [end < 0 ? separator : end] : [];
  return Int32Array.from(
    [
      ...(addsBegin ? [begin] : []),
      ...vocabulary.tokenize(query, false, false),
      ...closing,
      ...(addsSeparator ? [separator] : []),
      ...vocabulary.tokenize(document, false, false),
      ...closing,
    ].filter((token) => token >= 0),
  );
}

/**
 * The template's control tokens are meant as such. Those that a query or a document spells are not:
 * they could talk the reranker into any score, so such a text is split into tokens by itself.
 */
function tokenizeTemplate(model: LlamaModel, template: string, query: string, document: string): Int32Array {
  const { vocabulary } = model;
  const parts = template.split(/(\{query\}|\{document\})/u).map((part) => {
    if (part === "{query}") return { text: query, isOwn: false };
    if (part === "{document}") return { text: document, isOwn: false };
    return { text: part, isOwn: true };
  });
  const spellsControl = (text: string): boolean =>
    vocabulary.tokenize(text, false, true).join() !== vocabulary.tokenize(text, false, false).join();
  if (!spellsControl(query) && !spellsControl(document)) {
    return vocabulary.tokenize(parts.map(({ text }) => text).join(""), false, true);
  }
  return Int32Array.from(
    parts.flatMap(({ text, isOwn }) => (text === "" ? [] : [...vocabulary.tokenize(text, false, isOwn)])),
  );
}
