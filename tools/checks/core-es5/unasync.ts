import { parse, type AnyNode } from 'acorn';
import { full } from 'acorn-walk';

/** Methods carry `async` before their name, functions before `function` or their parameters. */
function asyncAt(node: AnyNode): number | null {
  if (node.type === 'Property' || node.type === 'MethodDefinition') {
    const value: AnyNode = node.value;
    const isMethod = node.type === 'MethodDefinition' || node.method;
    return isMethod && value.type === 'FunctionExpression' && value.async ? node.start : null;
  }
  const isFunction = node.type === 'FunctionDeclaration' || node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression';
  return isFunction && node.async ? node.start : null;
}

/** The same program without `async` and `await`: what it calls answers at once. Lines and columns stay. */
export function unasync(code: string): string {
  const characters = code.split('');
  function blank(at: number, word: string): void {
    if (code.slice(at, at + word.length) === word) characters.fill(' ', at, at + word.length);
  }
  full(parse(code, { ecmaVersion: 'latest', sourceType: 'module' }), (node) => {
    const at = asyncAt(node);
    if (at !== null) blank(at, 'async');
    if (node.type === 'AwaitExpression') blank(node.start, 'await');
  });
  return characters.join('');
}
