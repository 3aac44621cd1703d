import { invalidFormat, unsupported } from "../grammar-error.ts";
import { GRAMMAR_LIMITS } from "../grammar-limits.ts";
import { type CharacterRange, type CharacterSet, characterSet, complementOf } from "./character-set.ts";
import { CLASS_ESCAPES, CONTROL_ESCAPES, NOT_LINE_BREAK, propertyClass } from "./regex-class.ts";
import { choiceNode, EMPTY, type RegexNode, repeatNode, sequenceNode } from "./regex-node.ts";
import { WorkBudget } from "./work-budget.ts";

/**
 * Reads a regular expression of ECMAScript's (ECMA-262, with the flag `u`): classes, escapes,
 * `\p{…}`, groups, alternation, quantifiers, `^` and `$`. What makes a language irregular, or cannot
 * be told apart in it, is refused: look-around, back references, word borders, inline flags.
 *
 * @param subject names the expression in messages, for example `The pattern at #/pattern`.
 * @throws ShimmyError `invalid_request` with the position, `unsupported_parameter` with the construct.
 */
export function parseRegex(pattern: string, subject: string, budget = new WorkBudget()): RegexNode {
  return new RegexParser(pattern, subject, budget).parse();
}

/** What finding all characters of a property costs, in steps. */
const PROPERTY_STEPS = 50_000;

class RegexParser {
  private readonly characters: readonly string[];
  private readonly subject: string;
  private readonly budget: WorkBudget;
  private position = 0;
  private depth = 0;

  constructor(pattern: string, subject: string, budget: WorkBudget) {
    const limit = GRAMMAR_LIMITS.patternCharacters;
    if (pattern.length > limit) throw invalidFormat(subject, `is longer than ${limit} characters.`);
    if (/\p{Surrogate}/u.test(pattern)) throw invalidFormat(subject, "holds half a surrogate pair.");
    this.characters = [...pattern];
    this.subject = subject;
    this.budget = budget;
  }

  parse(): RegexNode {
    const node = this.readChoice();
    if (this.position < this.characters.length) throw this.invalid(`has an unmatched "${this.peek()}"`);
    return node;
  }

  private readChoice(): RegexNode {
    if (++this.depth > GRAMMAR_LIMITS.nesting) throw this.invalid("nests too many groups");
    const options = [this.readSequence()];
    while (this.take("|")) options.push(this.readSequence());
    this.depth--;
    return options.length === 1 ? (options[0] ?? EMPTY) : choiceNode(...options);
  }

  private readSequence(): RegexNode {
    const items: RegexNode[] = [];
    for (let next = this.peek(); next !== undefined && next !== "|" && next !== ")"; next = this.peek()) {
      items.push(this.readQuantified(this.readAtom()));
    }
    return items.length === 1 ? (items[0] ?? EMPTY) : sequenceNode(...items);
  }

  private readAtom(): RegexNode {
    const character = this.next();
    switch (character) {
      case "^":
        return { kind: "edge", at: "start" };
      case "$":
        return { kind: "edge", at: "end" };
      case ".":
        return { kind: "characters", set: NOT_LINE_BREAK };
      case "(":
        return this.readGroup();
      case "[":
        return { kind: "characters", set: this.readClass() };
      case "\\":
        return { kind: "characters", set: this.readEscape() };
      case "*":
      case "+":
      case "?":
      case "{":
        throw this.invalid(`has nothing to repeat before "${character}"`);
      case "]":
      case "}":
        throw this.invalid(`has an unmatched "${character}"`);
      default:
        return { kind: "characters", set: single(character) };
    }
  }

  private readGroup(): RegexNode {
    if (this.take("?")) {
      if (this.take("<")) {
        if (this.peek() === "=" || this.peek() === "!") throw this.unsupported("look-behind");
        while (!this.take(">")) this.next();
      } else if (!this.take(":")) {
        const isLookAhead = this.peek() === "=" || this.peek() === "!";
        throw this.unsupported(isLookAhead ? "look-ahead" : "a group with flags");
      }
    }
    const node = this.readChoice();
    if (!this.take(")")) throw this.invalid("has an unclosed group");
    return node;
  }

  private readQuantified(item: RegexNode): RegexNode {
    const bounds = this.readBounds();
    if (bounds === undefined) return item;
    if (item.kind === "edge") throw this.invalid("repeats an anchor");
    // lazy or greedy, the same texts match
    this.take("?");
    return repeatNode(item, ...bounds);
  }

  private readBounds(): [min: number, max: number] | undefined {
    if (this.take("*")) return [0, Number.POSITIVE_INFINITY];
    if (this.take("+")) return [1, Number.POSITIVE_INFINITY];
    if (this.take("?")) return [0, 1];
    if (!this.take("{")) return undefined;
    const min = this.readCount();
    let max = min;
    if (this.take(",")) max = this.peek() === "}" ? Number.POSITIVE_INFINITY : this.readCount();
    if (!this.take("}")) throw this.invalid("has an unclosed quantifier");
    if (min > max) throw this.invalid(`has the quantifier {${min},${max}} out of order`);
    return [min, max];
  }

  private readCount(): number {
    let digits = "";
    while (/^[0-9]$/.test(this.peek() ?? "")) digits += this.next();
    if (digits === "") throw this.invalid("has a quantifier without a number");
    return Number(digits);
  }

  private readClass(): CharacterSet {
    const negated = this.take("^");
    const ranges: CharacterRange[] = [];
    while (!this.take("]")) {
      const low = this.readClassMember();
      if (this.peek() === "-" && this.characters[this.position + 1] !== "]") {
        this.next();
        const high = this.readClassMember();
        ranges.push([this.onlyCharacter(low), this.onlyCharacter(high)]);
        const [from, to] = ranges.at(-1) ?? [0, 0];
        if (from > to) throw this.invalid("has a character range out of order");
      } else ranges.push(...low);
    }
    const set = characterSet(ranges);
    return negated ? complementOf(set) : set;
  }

  private readClassMember(): CharacterSet {
    const character = this.next();
    if (character !== "\\") return single(character);
    if (this.take("b")) return single("\b");
    return this.readEscape();
  }

  private onlyCharacter(set: CharacterSet): number {
    const [range, more] = set;
    if (range === undefined || more !== undefined || range[0] !== range[1]) {
      throw this.invalid("has a character range whose border is a class");
    }
    return range[0];
  }

  private readEscape(): CharacterSet {
    const character = this.next();
    const known = CLASS_ESCAPES[character];
    if (known !== undefined) return known;
    const control = CONTROL_ESCAPES[character];
    if (control !== undefined) return [[control, control]];
    switch (character) {
      case "b":
      case "B":
        throw this.unsupported(`\\${character} (word borders)`);
      case "k":
        throw this.unsupported("back references");
      case "0":
        return [[0, 0]];
      case "c": {
        const letter = this.next();
        if (!/^[A-Za-z]$/.test(letter)) throw this.invalid("has \\c without a letter");
        return single(String.fromCodePoint((letter.codePointAt(0) ?? 0) % 32));
      }
      case "x":
        return this.codePoint(this.readHex(2));
      case "u":
        return this.codePoint(this.readUnicodeEscape());
      case "p":
      case "P":
        return this.readProperty(character === "P");
      default:
        if (/^[1-9]$/.test(character)) throw this.unsupported("back references");
        if (/^[A-Za-z0-9]$/.test(character)) throw this.invalid(`has the unknown escape \\${character}`);
        return single(character);
    }
  }

  private readUnicodeEscape(): number {
    if (this.take("{")) {
      let digits = "";
      while (!this.take("}")) digits += this.next();
      if (!/^[0-9A-Fa-f]{1,8}$/.test(digits)) throw this.invalid("has a malformed \\u{…}");
      return Number.parseInt(digits, 16);
    }
    const first = this.readHex(4);
    const isPair = first >= 0xd800 && first <= 0xdbff && this.take("\\") && this.take("u");
    if (!isPair) return first;
    const second = this.readHex(4);
    if (second < 0xdc00 || second > 0xdfff) return first;
    return 0x1_0000 + ((first - 0xd800) << 10) + (second - 0xdc00);
  }

  private readHex(length: number): number {
    let digits = "";
    for (let index = 0; index < length; index++) digits += this.next();
    if (!/^[0-9A-Fa-f]+$/.test(digits)) throw this.invalid("has an escape without its hexadecimal digits");
    return Number.parseInt(digits, 16);
  }

  private codePoint(code: number): CharacterSet {
    if (code > 0x10_ffff) throw this.invalid("has an escape beyond the last character");
    if (code >= 0xd800 && code <= 0xdfff) throw this.invalid("has half a surrogate pair");
    return [[code, code]];
  }

  private readProperty(negated: boolean): CharacterSet {
    if (!this.take("{")) throw this.invalid("has \\p without a property in braces");
    let property = "";
    while (!this.take("}")) property += this.next();
    this.budget.spend(PROPERTY_STEPS, this.subject);
    const set = propertyClass(property);
    if (set === undefined) throw this.invalid("has an unknown Unicode property");
    return negated ? complementOf(set) : set;
  }

  private peek(): string | undefined {
    return this.characters[this.position];
  }

  private next(): string {
    const character = this.characters[this.position];
    if (character === undefined) throw this.invalid("ends too early");
    this.position++;
    return character;
  }

  private take(character: string): boolean {
    if (this.characters[this.position] !== character) return false;
    this.position++;
    return true;
  }

  private invalid(problem: string): Error {
    return invalidFormat(
      this.subject,
      `is no valid regular expression: it ${problem} (character ${this.position}).`,
    );
  }

  private unsupported(construct: string): Error {
    return unsupported(
      this.subject,
      `it uses ${construct} at character ${this.position}, which a grammar cannot express.`,
    );
  }
}

function single(character: string): CharacterSet {
  const code = character.codePointAt(0) ?? 0;
  return [[code, code]];
}
