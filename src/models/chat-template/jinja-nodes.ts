import type { JinjaNode, JinjaValue } from "./jinja-library.ts";

/** A value that is known already, in the place of the expression that made it. */
export interface GivenNode extends JinjaNode {
  readonly type: "Given";
  readonly result: JinjaValue;
}

/** A name. */
export interface NamedNode extends JinjaNode {
  readonly value: string;
}

export interface CallNode extends JinjaNode {
  readonly callee: JinjaNode;
  readonly args: readonly ArgumentNode[];
}

export type ArgumentNode = JinjaNode;

export interface FilterNode extends JinjaNode {
  readonly operand: JinjaNode;
  readonly filter: NamedNode | CallNode;
}

/** Statements in a row. */
export interface BlockNode extends JinjaNode {
  readonly body: readonly JinjaNode[];
}

interface FilterBlockNode extends BlockNode {
  readonly filter: NamedNode | CallNode;
}

export interface MemberNode extends JinjaNode {
  readonly object: JinjaNode;
  readonly property: JinjaNode;
  readonly computed: boolean;
}

export interface LoopNode extends JinjaNode {
  readonly iterable: JinjaNode;
}

export interface SelectNode extends JinjaNode {
  readonly lhs: JinjaNode;
}

interface BinaryNode extends JinjaNode {
  readonly operator: { readonly value: string };
  readonly left: JinjaNode;
  readonly right: JinjaNode;
}

interface TestNode extends JinjaNode {
  readonly operand: JinjaNode;
  readonly negate: boolean;
  readonly test: { readonly value: string };
}

interface KeywordNode extends JinjaNode {
  readonly key: NamedNode;
  readonly value: JinjaNode;
}

interface SpreadNode extends JinjaNode {
  readonly argument: JinjaNode;
}

/** The kinds of node that are looked into, told apart by the library's names for them. */
export const isNode = {
  given: (node: JinjaNode): node is GivenNode => node.type === "Given",
  named: (node: JinjaNode): node is NamedNode => node.type === "Identifier",
  call: (node: JinjaNode): node is CallNode => node.type === "CallExpression",
  filter: (node: JinjaNode): node is FilterNode => node.type === "FilterExpression",
  filterBlock: (node: JinjaNode): node is FilterBlockNode => node.type === "FilterStatement",
  member: (node: JinjaNode): node is MemberNode => node.type === "MemberExpression",
  loop: (node: JinjaNode): node is LoopNode => node.type === "For",
  select: (node: JinjaNode): node is SelectNode => node.type === "SelectExpression",
  binary: (node: JinjaNode): node is BinaryNode => node.type === "BinaryExpression",
  test: (node: JinjaNode): node is TestNode => node.type === "TestExpression",
  keyword: (node: JinjaNode): node is KeywordNode => node.type === "KeywordArgumentExpression",
  spread: (node: JinjaNode): node is SpreadNode => node.type === "SpreadExpression",
} as const;

/** A known value as a node. */
export function given(result: JinjaValue): GivenNode {
  return { type: "Given", result };
}
