import { randomInt } from "node:crypto";
import type { Conversation } from "../../core/conversation.ts";
import { ShimmyError } from "../../core/errors.ts";
import { REASONING_BLOCKS } from "../../core/reasoning-block.ts";
import { mapClientTexts } from "./client-texts.ts";
import { type ControlTexts, MAX_CUTS, tooManyControlTexts } from "./control-texts.ts";
import { partsOf } from "./parts-of.ts";

/** A prompt, and where it is to be split before it becomes tokens. */
export interface CutPrompt {
  readonly text: string;
  /** Offsets in UTF-16 units, rising, each inside of a control text that a client wrote. */
  readonly cuts: readonly number[];
}

/** A conversation whose control texts are no such texts any more. */
export interface DefusedConversation {
  readonly conversation: Conversation;
  /** Gives the texts of a rendering back, with the places where they were taken apart. */
  restore(rendered: string): CutPrompt;
}

/**
 * Takes the control texts in a client's texts apart by a character that stands nowhere else in them, chosen by chance. Whatever the
 * template does with a text, such as to trim it or to write it as JSON, goes on around that character, so that after the rendering it
 * still tells a client's text from the template's own.
 *
 * @returns undefined for a conversation without such texts, as almost all are.
 * @throws ShimmyError `invalid_request` where no character is left, or there are too many of them.
 */
export function defuseConversation(
  conversation: Conversation,
  controls: ControlTexts,
): DefusedConversation | undefined {
  const cutsOf = (text: string, isAnswer: boolean) =>
    controls.cutsOf(text, isAnswer ? THOUGHT_MARKS : undefined);
  let found = 0;
  const texts: string[] = [];
  mapClientTexts(conversation, (text, isAnswer) => {
    found += cutsOf(text, isAnswer).length;
    if (found > MAX_CUTS) throw tooManyControlTexts();
    texts.push(text);
    return text;
  });
  if (found === 0) return undefined;
  const sentinel = unusedCharacter(texts);
  return {
    conversation: mapClientTexts(conversation, (text, isAnswer) =>
      partsOf(text, cutsOf(text, isAnswer)).join(sentinel),
    ),
    restore: (rendered) => restore(rendered, sentinel),
  };
}

/** In its own turns a model writes these, and templates look for them there. */
const THOUGHT_MARKS: ReadonlySet<string> = new Set(
  REASONING_BLOCKS.flatMap(({ open, close }) => [open, ...close]),
);

/** Unicode's private use area: no language and no template writes these. */
const PRIVATE = { first: 0xe000, count: 6_400 } as const;

function unusedCharacter(texts: readonly string[]): string {
  const start = randomInt(PRIVATE.count);
  for (let step = 0; step < PRIVATE.count; step++) {
    const character = String.fromCharCode(PRIVATE.first + ((start + step) % PRIVATE.count));
    if (!texts.some((text) => text.includes(character))) return character;
  }
  throw new ShimmyError(
    "invalid_request",
    "The messages hold control tokens of the model and every character of Unicode's private use area: leave some out.",
    { param: "messages" },
  );
}

function restore(rendered: string, sentinel: string): CutPrompt {
  // JSON may be written with ASCII alone
  const escaped = `\\\\u${sentinel.charCodeAt(0).toString(16)}`;
  const parts = rendered.split(new RegExp(`${sentinel}|${escaped}`, "i"));
  const cuts: number[] = [];
  let length = 0;
  for (const part of parts) {
    if (length > 0 && cuts.at(-1) !== length) cuts.push(length);
    length += part.length;
  }
  return { text: parts.join(""), cuts: cuts.filter((cut) => cut < length) };
}
