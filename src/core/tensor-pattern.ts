/** Longest pattern; real ones have a few dozen characters. */
const LONGEST_PATTERN = 256;
/** Repetitions written out: llama.cpp's engine builds `a{n}` n times. */
const MOST_REPETITIONS = 64;
/** Names of tensors have at most this many characters. */
const LONGEST_NAME = 64;
/** Ways to match a name that a pattern may have: three open-ended repetitions. */
const MOST_WAYS = LONGEST_NAME ** 3;

/**
 * What is wrong with a pattern of a {@link TensorOverride}, in words that follow "the pattern"; undefined when it can be
 * used. llama.cpp hands patterns to C++'s `std::regex`, which tries every way to match without bound. So only what C++
 * and JavaScript read alike, and what cannot take long, is let through: literals, `.`, classes, alternatives,
 * groups and quantifiers, with a bound on the number of ways in which a name can be matched.
 */
export function tensorPatternFault(pattern: string): string | undefined {
  if (pattern === "") return "is empty";
  if (pattern.length > LONGEST_PATTERN) return `has more than ${LONGEST_PATTERN} characters`;
  if (!/^[\x20-\x7e]+$/.test(pattern)) return "has a character that is not printable ASCII";
  if (/\(\?(?!:)/.test(pattern)) return "looks ahead, looks behind or names a group, which is not allowed";
  if (/\\[^dDwWsS.\\/^$|?*+()[\]{}-]/.test(pattern)) {
    return "has an escape other than \\d, \\w, \\s and those of punctuation";
  }
  if (/\[[:.=]/.test(pattern)) return "has a POSIX class, which is not allowed";
  try {
    // in Unicode mode JavaScript refuses the same loose ends as C++
    new RegExp(pattern, "u");
  } catch {
    return "is no valid regular expression";
  }
  return new WayCounter(pattern).fault();
}

interface Group {
  /** Alternatives so far. */
  alternatives: number;
  /** Holds a quantifier or an alternative. */
  varies: boolean;
}

/** Counts in how many ways a valid pattern can match, at most. */
class WayCounter {
  private readonly pattern: string;
  private readonly groups: Group[] = [{ alternatives: 1, varies: false }];
  private closed: Group | undefined;
  private ways = 1;

  constructor(pattern: string) {
    this.pattern = pattern;
  }

  fault(): string | undefined {
    for (let index = 0; index < this.pattern.length; ) {
      const { length, fault } = this.read(index);
      if (fault !== undefined) return fault;
      index += length;
    }
    return this.ways > MOST_WAYS
      ? "can match in too many ways: use fewer repetitions and choices"
      : undefined;
  }

  private read(index: number): { readonly length: number; readonly fault?: string } {
    const rest = this.pattern.slice(index);
    const quantifier = /^(?:[*+?]|\{(\d+)(,?)(\d*)\})\??/.exec(rest);
    if (quantifier !== null) return { length: quantifier[0].length, ...this.repeat(quantifier) };
    const character = rest[0];
    this.closed = undefined;
    if (character === "(") {
      this.groups.push({ alternatives: 1, varies: false });
      return { length: rest.startsWith("(?:") ? 3 : 1 };
    }
    if (character === ")") this.close();
    else if (character === "|") this.choose();
    const atom = /^(?:\\.|\[\^?(?:\\.|[^\]\\])*\])/.exec(rest);
    return { length: atom?.[0].length ?? 1 };
  }

  private repeat(quantifier: RegExpExecArray): { readonly fault?: string } {
    const [text, least = "0", comma = "", most = ""] = quantifier;
    const from = Number(least);
    const to = most === "" ? from : Number(most);
    const isOpen = /^[*+]/.test(text) || (comma !== "" && most === "");
    if (Math.max(from, to) > MOST_REPETITIONS)
      return { fault: `repeats something more than ${MOST_REPETITIONS} times` };
    if (this.closed?.varies === true && !text.startsWith("?")) {
      return { fault: "repeats a group that itself repeats or chooses" };
    }
    this.ways *= isOpen ? LONGEST_NAME : text.startsWith("?") ? 2 : to - from + 1;
    this.closed = undefined;
    for (const group of this.groups) group.varies = true;
    return {};
  }

  private close(): void {
    this.closed = this.groups.pop();
  }

  private choose(): void {
    const group = this.groups.at(-1);
    if (group === undefined) return;
    this.ways *= (group.alternatives + 1) / group.alternatives;
    group.alternatives++;
    for (const outer of this.groups) outer.varies = true;
  }
}

/** Names of the weights of experts, with the block's number; what `--cpu-moe` keeps in the CPU's memory. */
export const EXPERT_TENSORS: RegExp = /^blk\.(\d+)\.ffn_(?:up|down|gate|gate_up)_(?:ch|)exps/;
