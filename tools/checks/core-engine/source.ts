/** One file of the core, read as JavaScript with its names resolved. */
import type { AnyNode } from 'acorn';
import { parse } from 'acorn';
import { fullAncestor } from 'acorn-walk';
import { stripTypeScriptTypes } from 'node:module';

export interface Source {
  /** Relative to the checked root. */
  readonly file: string;
  readonly typescript: string;
  readonly nodes: readonly Visited[];
}

/** `type` is the walker's own: `VariablePattern` where an identifier declares or is assigned. */
export interface Visited {
  readonly node: AnyNode;
  /** From the program down to the node itself. */
  readonly ancestors: readonly AnyNode[];
  readonly type: string;
}

export interface Violation {
  readonly file: string;
  readonly line: number;
  readonly rule: string;
  readonly message: string;
}

export function readSource(file: string, typescript: string): Source {
  // Types become white space, so lines and columns stay.
  const program = parse(stripTypeScriptTypes(typescript), { ecmaVersion: 'latest', sourceType: 'module', locations: true });
  const nodes: Visited[] = [];
  fullAncestor(program, (node, _state, ancestors, type) => {
    nodes.push({ node, ancestors: [...ancestors], type });
  });
  return { file, typescript, nodes };
}

export function lineOf(node: AnyNode): number {
  return node.loc?.start.line ?? 0;
}

export function parentOf(visited: Visited): AnyNode | undefined {
  return visited.ancestors.at(-2);
}

export type FunctionNode = Extract<AnyNode, { type: 'FunctionDeclaration' | 'FunctionExpression' | 'ArrowFunctionExpression' }>;

export function isFunction(node: AnyNode | undefined): node is FunctionNode {
  return node?.type === 'FunctionDeclaration' || node?.type === 'FunctionExpression' || node?.type === 'ArrowFunctionExpression';
}

/** The name called: `f` of `f()`, `m` of `x.m()`; null where there is none. */
export function calledName(call: Extract<AnyNode, { type: 'CallExpression' }>): string | null {
  const { callee } = call;
  if (callee.type === 'Identifier') return callee.name;
  return callee.type === 'MemberExpression' ? memberName(callee) : null;
}

/** `m` of `x.m` and `x['m']`. */
export function memberName(member: Extract<AnyNode, { type: 'MemberExpression' }>): string | null {
  const { property, computed } = member;
  if (!computed) return property.type === 'Identifier' ? property.name : null;
  return property.type === 'Literal' && typeof property.value === 'string' ? property.value : null;
}
