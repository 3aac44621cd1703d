import { Environment, Interpreter, parse, tokenize } from "@huggingface/jinja";

/*
 * The package's declaration files import each other without file extensions, which TypeScript's NodeNext
 * resolution reads as `any`. These are the parts in use, typed, so that no other file touches the package.
 */

/** A value while a template runs: `value` is its content, `type` the library's name of its kind. */
export interface JinjaValue {
  readonly type: string;
  readonly value: unknown;
  toString(): string;
}

/** A node of a parsed template. */
export interface JinjaNode {
  readonly type: string;
}

/** A token of a template's source; it carries no position. */
export interface JinjaToken {
  readonly type: string;
  readonly value: string;
}

/** Variables of one block, with those of the blocks around it behind them. */
export interface JinjaScope {
  /** Declares a variable from a plain JavaScript value; throws when it is there already. */
  set(name: string, value: unknown): JinjaValue;
  readonly tests: ReadonlyMap<string, (...values: JinjaValue[]) => boolean>;
}

interface JinjaEvaluator {
  evaluate(node: JinjaNode | undefined, scope: JinjaScope): JinjaValue;
}

/** The library's scope. */
export const JinjaEnvironment: new (parent?: JinjaScope) => JinjaScope = Environment;

/** The library's interpreter; every nested evaluation goes through its `evaluate`. */
export const JinjaInterpreter: new (scope?: JinjaScope) => JinjaEvaluator = Interpreter;

/** Splits a template's source into tokens. */
export const tokenizeJinja: (
  source: string,
  options: { readonly lstrip_blocks: boolean; readonly trim_blocks: boolean },
) => JinjaToken[] = tokenize;

/** Builds a template's tree of nodes. */
export const parseJinja: (tokens: readonly JinjaToken[]) => JinjaNode = parse;
