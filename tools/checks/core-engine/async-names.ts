/**
 * Names that give promises, as far as text can tell: functions declared async, and members whose type says Promise.
 */
import { isFunction, type Source } from './source.ts';

export interface AsyncNames {
  /** By file, the functions that it declares async. */
  readonly functions: ReadonlyMap<string, ReadonlySet<string>>;
  /** Members of the ports and other interfaces that answer a promise, and never anything else. */
  readonly members: ReadonlySet<string>;
  /** The same, but also names of members that answer at once (`get` of a Map): only a port's count. */
  readonly portMembers: ReadonlySet<string>;
}

const parameters = String.raw`\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)`;
const promising = [
  new RegExp(String.raw`\b(\w+)\??\s*(?:<[^<>]*>)?${parameters}\s*:\s*Promise<`, 'g'),
  new RegExp(String.raw`\b(\w+)\??\s*:\s*${parameters}\s*=>\s*Promise<`, 'g'),
];
const immediate = [
  new RegExp(String.raw`^\s*(?:readonly\s+)?(\w+)\??\s*(?:<[^<>]*>)?${parameters}\s*:(?!\s*Promise<)[^\n]*;$`, 'gm'),
  new RegExp(String.raw`\b(\w+)\??\s*:\s*${parameters}\s*=>(?!\s*Promise<)[^\n]*;$`, 'gm'),
];
const builtIn =
  'get set has delete add clear keys values entries forEach push pop map filter find list next remove exec test call apply write'.split(
    ' ',
  );

function found(patterns: readonly RegExp[], text: string): readonly string[] {
  return patterns.flatMap((pattern) => [...text.matchAll(pattern)].map((match) => match[1] ?? ''));
}

function asyncFunctions(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of source.nodes) {
    if (node.type === 'FunctionDeclaration' && node.async && node.id !== null) names.add(node.id.name);
    if (node.type !== 'VariableDeclarator' || node.id.type !== 'Identifier') continue;
    if (node.init && isFunction(node.init) && node.init.async) names.add(node.id.name);
  }
  return names;
}

function asyncMembers(source: Source): readonly string[] {
  return source.nodes.flatMap(({ node }) => {
    const isMember = node.type === 'Property' || node.type === 'MethodDefinition';
    if (!isMember || node.key.type !== 'Identifier') return [];
    const value = node.value;
    return value.type !== 'Identifier' && isFunction(value) && value.async ? [node.key.name] : [];
  });
}

export function asyncNames(sources: readonly Source[]): AsyncNames {
  const all = new Set(sources.flatMap((source) => [...found(promising, source.typescript), ...asyncMembers(source)]));
  const both = new Set([...builtIn, ...sources.flatMap((source) => found(immediate, source.typescript))]);
  return {
    functions: new Map(sources.map((source) => [source.file, asyncFunctions(source)])),
    members: new Set([...all].filter((name) => !both.has(name))),
    portMembers: new Set([...all].filter((name) => both.has(name))),
  };
}
