/**
 * The application's modules, as the platform's engine would take them.
 *
 * 1. What the engine's documentation disallows is refused when the application is installed, by file and line.
 * 2. Modules reach scripts as CommonJS; the engine does the same with the `import`s that the build leaves.
 */
import { parse } from 'acorn';
import type { Node } from 'acorn';
import { full } from 'acorn-walk';
import { transformSync } from 'esbuild';
import type { BuiltApp } from './load.ts';

const forbiddenFlags = /[usydv]/;

const refusals: Readonly<Record<string, (node: Record<string, unknown>) => string | null>> = {
  AwaitExpression: () => 'await',
  ImportExpression: () => 'import()',
  FunctionDeclaration: functionRefusal,
  FunctionExpression: functionRefusal,
  ArrowFunctionExpression: functionRefusal,
  PropertyDefinition: memberRefusal,
  MethodDefinition: memberRefusal,
  Literal: (node) => regexRefusal(node['regex']),
};

function functionRefusal(node: Record<string, unknown>): string | null {
  if (node['async'] === true) return 'async functions';
  return node['generator'] === true ? 'generators' : null;
}

function memberRefusal({ key }: Record<string, unknown>): string | null {
  return typeof key === 'object' && key !== null && 'type' in key && key.type === 'PrivateIdentifier' ? 'private fields' : null;
}

function regexRefusal(regex: unknown): string | null {
  if (typeof regex !== 'object' || regex === null || !('flags' in regex) || !('pattern' in regex)) return null;
  if (forbiddenFlags.test(String(regex.flags))) return `regular expressions with the flags ${String(regex.flags)}`;
  return /\(\?<[=!]/.test(String(regex.pattern)) ? 'look-behind in regular expressions' : null;
}

/** What in the source the engine does not run: `generators (line 3)`. */
export function refusedSyntax(source: string): readonly string[] {
  const found: string[] = [];
  full(parse(source, { ecmaVersion: 'latest', sourceType: 'module', locations: true, allowReturnOutsideFunction: true }), (node: Node) => {
    const refusal = refusals[node.type]?.({ ...node });
    if (refusal !== null && refusal !== undefined) found.push(`${refusal} (line ${node.loc?.start.line ?? 0})`);
  });
  return found;
}

/** Sources by path; JSON as it is. @throws where a module does not suit the engine. */
export function modulesOf(app: BuiltApp): ReadonlyMap<string, string> {
  const modules = new Map<string, string>();
  for (const { path = '', content = '' } of app.records('sys_module')) {
    if (path.endsWith('.json')) {
      modules.set(path, content);
      continue;
    }
    const refused = refusedSyntax(content);
    if (refused.length > 0) throw new Error(`The engine of ServiceNow does not run ${path}: ${refused.slice(0, 5).join(', ')}`);
    modules.set(path, transformSync(content, { format: 'cjs', target: 'es2022', loader: 'js', sourcefile: path }).code);
  }
  return modules;
}
