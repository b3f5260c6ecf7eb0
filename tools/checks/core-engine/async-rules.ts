/**
 * `async` and `await` are removed for the engine that has no promises, so every promise must be awaited where it is made:
 * what holds one, passes it on, or hands it to an array method would hold a plain value there, or run out of order.
 */
import type { AnyNode } from 'acorn';
import { posix } from 'node:path';
import type { AsyncNames } from './async-names.ts';
import { calledName, isFunction, lineOf, parentOf, type Source, type Violation, type Visited } from './source.ts';

type Call = Extract<AnyNode, { type: 'CallExpression' }>;

const arrayMethods = new Set('map forEach filter some every find findIndex reduce reduceRight sort replace'.split(' '));
const passThrough = new Set(['ConditionalExpression', 'LogicalExpression', 'ParenthesizedExpression', 'ChainExpression']);
/** Receivers that are ports, whatever else has a member of that name. */
const ports = new Set('store secrets tracker partner rules crypto wake tx'.split(' '));

/** Local names that stand for async functions: the file's own, and imported ones by where they come from. */
function knownFunctions(source: Source, names: AsyncNames): ReadonlySet<string> {
  const known = new Set(names.functions.get(source.file));
  for (const { node } of source.nodes) {
    if (node.type !== 'ImportDeclaration' || typeof node.source.value !== 'string') continue;
    const from = names.functions.get(posix.join(posix.dirname(source.file), node.source.value));
    for (const specifier of node.specifiers) {
      if (specifier.type !== 'ImportSpecifier' || specifier.imported.type !== 'Identifier') continue;
      if (from?.has(specifier.imported.name) === true) known.add(specifier.local.name);
    }
  }
  return known;
}

function receiverName(call: Call): string | null {
  if (call.callee.type !== 'MemberExpression') return null;
  const { object } = call.callee;
  if (object.type === 'Identifier') return object.name;
  return object.type === 'MemberExpression' && object.property.type === 'Identifier' ? object.property.name : null;
}

function givesPromise(call: Call, known: ReadonlySet<string>, names: AsyncNames): boolean {
  const name = calledName(call);
  if (name === null) return false;
  if (call.callee.type === 'Identifier') return known.has(name);
  return names.members.has(name) || (names.portMembers.has(name) && ports.has(receiverName(call) ?? ''));
}

function isArrayCallback(node: AnyNode, parent: AnyNode | undefined): boolean {
  if (parent?.type !== 'CallExpression' || parent.callee === node || parent.callee.type !== 'MemberExpression') return false;
  return arrayMethods.has(calledName(parent) ?? '');
}

/** Inside a try whose catch or finally the promise would escape: its block, or its catch where there is a finally. */
function isGuarded(ancestors: readonly AnyNode[]): boolean {
  const from = ancestors.findLastIndex((node) => isFunction(node));
  return ancestors.some((node, index) => {
    if (index <= from || node.type !== 'TryStatement') return false;
    const inside = ancestors[index + 1];
    return inside === node.block || (inside === node.handler && node.finalizer !== null && node.finalizer !== undefined);
  });
}

function heldCall(visited: Visited): string | null {
  let index = visited.ancestors.length - 2;
  while (passThrough.has(visited.ancestors[index]?.type ?? '')) index -= 1;
  const parent = visited.ancestors[index];
  const outer = visited.ancestors[index - 1];
  if (parent?.type === 'AwaitExpression') return null;
  if (parent?.type === 'ReturnStatement') {
    return isGuarded(visited.ancestors) ? 'is returned without await inside try: its failure would not be caught there.' : null;
  }
  if (parent?.type === 'ArrowFunctionExpression') {
    return isArrayCallback(parent, outer) ? 'is handed to an array method, which does not wait for it: use a loop.' : null;
  }
  return 'is not awaited where it is made.';
}

export function asyncViolations(source: Source, names: AsyncNames): readonly Violation[] {
  const found: Violation[] = [];
  const known = knownFunctions(source, names);
  const report = (node: AnyNode, rule: string, message: string): void =>
    void found.push({ file: source.file, line: lineOf(node), rule, message });
  for (const visited of source.nodes) {
    const { node, ancestors } = visited;
    const parent = parentOf(visited);
    if (isFunction(node) && node.async && isArrayCallback(node, parent))
      report(node, 'asyncCallback', 'An async callback in an array method is not waited for: use a loop.');
    if (isFunction(node) && node.generator) report(node, 'generator', 'There are no generators there.');
    if (node.type === 'ForOfStatement' && node.await) report(node, 'asyncIteration', 'There is no async iteration there.');
    if (node.type === 'AwaitExpression' && !ancestors.some((outer) => isFunction(outer)))
      report(node, 'topLevelAwait', 'A module cannot wait there.');
    if (node.type !== 'CallExpression') continue;
    if (node.callee.type === 'MemberExpression' && /^(?:then|catch|finally)$/.test(calledName(node) ?? '')) {
      report(node, 'promise', `\`.${calledName(node)}()\`: await, and try … catch.`);
    }
    const held = givesPromise(node, known, names) ? heldCall(visited) : null;
    if (held !== null) report(node, 'heldPromise', `\`${calledName(node)}()\` ${held}`);
  }
  return found;
}
