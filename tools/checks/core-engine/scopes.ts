/** Which names of a file are its own, and which are globals. */
import type { AnyNode, Pattern } from 'acorn';
import { isFunction, type Source, type Visited } from './source.ts';

const scopeTypes = new Set([
  'Program',
  'BlockStatement',
  'ForStatement',
  'ForOfStatement',
  'ForInStatement',
  'CatchClause',
  'SwitchStatement',
  'ClassExpression',
]);

function isScope(node: AnyNode): boolean {
  return isFunction(node) || scopeTypes.has(node.type);
}

function namesIn(pattern: Pattern): readonly string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name];
    case 'ObjectPattern':
      return pattern.properties.flatMap((property) => namesIn(property.type === 'RestElement' ? property.argument : property.value));
    case 'ArrayPattern':
      return pattern.elements.flatMap((element) => (element === null ? [] : namesIn(element)));
    case 'RestElement':
      return namesIn(pattern.argument);
    case 'AssignmentPattern':
      return namesIn(pattern.left);
    default:
      return [];
  }
}

/** What a node declares, and whether inside itself (parameters) or in the scope around it. */
function declares(node: AnyNode): { readonly names: readonly string[]; readonly inside: boolean } {
  if (node.type === 'VariableDeclaration') return { names: node.declarations.flatMap(({ id }) => namesIn(id)), inside: false };
  if (node.type === 'ImportDeclaration') return { names: node.specifiers.map(({ local }) => local.name), inside: false };
  if (node.type === 'CatchClause')
    return { names: node.param === null || node.param === undefined ? [] : namesIn(node.param), inside: true };
  if (isFunction(node)) return { names: node.params.flatMap(namesIn), inside: true };
  return { names: [], inside: false };
}

function ownName(node: AnyNode): { readonly name: string; readonly inside: boolean } | null {
  const outside = node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration';
  if ((outside || node.type === 'FunctionExpression' || node.type === 'ClassExpression') && node.id)
    return { name: node.id.name, inside: !outside };
  return null;
}

/** Identifiers that are read and declared nowhere around. */
export function globalsOf(source: Source): readonly { readonly name: string; readonly visited: Visited }[] {
  const declared = new Map<AnyNode, Set<string>>();
  function add(scope: AnyNode | undefined, names: readonly string[]): void {
    if (scope === undefined) return;
    const known = declared.get(scope) ?? new Set();
    for (const name of names) known.add(name);
    declared.set(scope, known);
  }
  for (const { node, ancestors } of source.nodes) {
    const around = ancestors.slice(0, -1).findLast(isScope);
    const { names, inside } = declares(node);
    add(inside ? node : around, names);
    const own = ownName(node);
    if (own !== null) add(own.inside ? node : around, [own.name]);
  }
  const found: { name: string; visited: Visited }[] = [];
  for (const visited of source.nodes) {
    const { node, ancestors } = visited;
    if (node.type !== 'Identifier' || visited.type !== 'Identifier') continue;
    if (!ancestors.some((scope) => declared.get(scope)?.has(node.name) === true)) found.push({ name: node.name, visited });
  }
  return found;
}
