/** The names of an ES5 script that it does not declare itself. There `var` belongs to its function, wherever it stands. */
import { parse, type AnyNode, type Function as AcornFunction } from 'acorn';
import { ancestor, full } from 'acorn-walk';

export interface FreeName {
  readonly name: string;
  readonly line: number;
}

type Scopes = Map<AnyNode, Set<string>>;

const isScope = (node: AnyNode): boolean =>
  node.type === 'Program' || node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'CatchClause';

export function freeNames(script: string): readonly FreeName[] {
  const tree = parse(script, { ecmaVersion: 5, sourceType: 'script', locations: true });
  const scopes = declared(tree);
  const free: FreeName[] = [];
  const note = (node: AnyNode, ancestors: readonly AnyNode[]): void => {
    if (node.type !== 'Identifier') return;
    const { name } = node;
    if (!ancestors.some((outer) => scopes.get(outer)?.has(name) === true)) free.push({ name, line: node.loc?.start.line ?? 0 });
  };
  const visitor = (node: AnyNode, _state: unknown, ancestors: AnyNode[]): void => note(node, ancestors);
  ancestor(tree, { Identifier: visitor, VariablePattern: visitor } as never);
  return free;
}

function declared(tree: AnyNode): Scopes {
  const scopes: Scopes = new Map();
  full(tree, (node) => {
    if (isScope(node)) scopes.set(node, new Set());
  });
  const add = (scope: AnyNode | undefined, name: string): void => void (scope === undefined ? undefined : scopes.get(scope)?.add(name));
  const visitors = {
    VariableDeclarator: (node: AnyNode, _state: unknown, ancestors: AnyNode[]) => {
      const owner = ancestors.findLast((one) => isScope(one) && one.type !== 'CatchClause');
      if (node.type === 'VariableDeclarator' && node.id.type === 'Identifier') add(owner, node.id.name);
    },
    Function: (node: AnyNode, _state: unknown, ancestors: AnyNode[]) => {
      const made = node as AcornFunction;
      const owner = ancestors.slice(0, -1).findLast((one) => isScope(one) && one.type !== 'CatchClause');
      if (made.id) add(made.type === 'FunctionDeclaration' ? owner : node, made.id.name);
      for (const parameter of made.params) if (parameter.type === 'Identifier') add(node, parameter.name);
      add(node, 'arguments');
    },
    CatchClause: (node: AnyNode) => {
      if (node.type === 'CatchClause' && node.param?.type === 'Identifier') add(node, node.param.name);
    },
  };
  ancestor(tree, visitors as never);
  return scopes;
}
