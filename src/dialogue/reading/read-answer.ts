import type { CallForm, DialogueFormat, Enclosure } from "../dialogue-format.ts";
import { AnswerMarks, type Place } from "./answer-marks.ts";
import { BlankKeeper } from "./blank-keeper.ts";
import { isBegunCall } from "./is-begun-call.ts";
import { MarkSet } from "./mark-set.ts";
import { readToMark } from "./read-to-mark.ts";
import type { Dialogue, Reading } from "./reading.ts";

/**
 * Reads an answer that is text with blocks in it: thoughts and calls. White space around blocks belongs to
 * their marks; between two texts, what stands behind the block is kept.
 *
 * @param thinking the block of thought that the prompt has opened.
 */
export function* readAnswer(
  dialogue: Dialogue,
  format: DialogueFormat,
  thinking: Enclosure | undefined,
): Reading {
  const reader = new AnswerReader(dialogue, format);
  if (thinking !== undefined) yield* reader.readThought(thinking);
  yield* reader.read();
}

class AnswerReader {
  private readonly dialogue: Dialogue;
  private readonly marks: AnswerMarks;
  private place: Place = "start";
  private hasText = false;
  private hasBlock = false;
  private wrapper: Enclosure | undefined;
  private blanks: BlankKeeper;

  constructor(dialogue: Dialogue, format: DialogueFormat) {
    this.dialogue = dialogue;
    this.marks = new AnswerMarks(format, !dialogue.tools.isEmpty);
    this.blanks = new BlankKeeper(this.writeText, false);
  }

  *read(): Reading {
    const { source } = this.dialogue;
    for (;;) {
      const mark = yield* readToMark(
        source,
        () => this.marks.at(this.blanks.hasText ? "text" : this.place, this.wrapper),
        (text) => {
          this.blanks.write(text);
          source.forget();
        },
      );
      if (mark === undefined) break;
      source.forget();
      yield* this.readBlock(mark);
    }
    if (this.blanks.hasText || !this.hasBlock) this.blanks.end();
  }

  *readThought(enclosure: Enclosure): Reading {
    const { source, parts } = this.dialogue;
    const closing = new MarkSet(enclosure.close);
    const thought = new BlankKeeper((text) => parts.reasoning(text), true);
    const mark = yield* readToMark(
      source,
      () => closing,
      (text) => {
        thought.write(text);
        source.forget();
      },
    );
    source.forget();
    if (mark === undefined && thought.hasText) thought.end();
    this.beginAfterBlock("start");
  }

  private *readBlock(mark: string): Reading {
    const form = this.marks.call(mark);
    if (form !== undefined) return yield* this.readCalls(form);
    const thought = this.marks.reasoning(mark);
    if (thought !== undefined) return yield* this.readThought(thought);
    const isClosing = this.wrapper?.close.includes(mark) ?? false;
    const opened = this.marks.wrapper(mark);
    if (isClosing) this.wrapper = undefined;
    else if (opened !== undefined) this.wrapper = opened;
    this.beginAfterBlock(isClosing || opened !== undefined ? "start" : this.place);
  }

  private *readCalls(form: CallForm): Reading {
    const { source, parts } = this.dialogue;
    const before = parts.calls;
    const isWhole = yield* form.read(this.dialogue);
    const hasCalls = parts.calls > before;
    const rest = source.forget();
    if (hasCalls || isWhole) {
      this.beginAfterBlock(hasCalls ? "after-calls" : "start");
      // what is left of a call that breaks off at the end would be of no use as text
      if (isWhole || !source.isOver) this.blanks.write(rest);
    } else if (source.isOver && isBegunCall(form.open, rest, this.dialogue.tools)) {
      // no client knows what to do with half a mark-up: the finish reason tells that more was to come
      this.beginAfterBlock("after-calls");
    } else this.blanks.write(form.open + rest);
  }

  private beginAfterBlock(place: Place): void {
    this.place = place;
    this.hasBlock = true;
    this.blanks = new BlankKeeper(this.writeText, !this.hasText);
  }

  private readonly writeText = (text: string): void => {
    this.dialogue.parts.text(text);
    this.hasText = true;
  };
}
