/** What the oldest of the four engines lacks, or does otherwise, apart from promises. */
import type { AnyNode } from 'acorn';
import { globalsOf } from './scopes.ts';
import { calledName, lineOf, memberName, parentOf, type Source, type Violation, type Visited } from './source.ts';

/** All engines have these, with the same behaviour. Everything else is a port, or not for the core. */
const globals = new Set(
  (
    'Array Object String Number Boolean Math JSON Map Set Error TypeError RangeError RegExp Date ' +
    'isNaN isFinite parseInt parseFloat NaN Infinity undefined encodeURIComponent decodeURIComponent arguments'
  ).split(' '),
);

/** Method names that are missing in ES5 and not supplied by the build; what to write instead. */
const methods: Record<string, string> = {
  at: 'index from length',
  flat: 'concat or a loop',
  flatMap: 'a loop',
  replaceAll: 'replace with /g, or split and join',
  matchAll: 'exec in a loop',
  findLast: 'a loop from the end',
  findLastIndex: 'a loop from the end',
  toSorted: 'slice().sort(order)',
  toReversed: 'slice().reverse()',
  toSpliced: 'slice().splice()',
  localeCompare: 'compare with < and >',
  toLocaleString: 'write it out',
  toLocaleDateString: 'write it out',
  toLocaleTimeString: 'write it out',
  toLocaleLowerCase: 'toLowerCase',
  toLocaleUpperCase: 'toUpperCase',
  fromEntries: 'a loop',
  groupBy: 'a loop',
};

const statics: Record<string, Record<string, string>> = {
  Object: { hasOwn: 'hasOwn of own.ts' },
  Date: { parse: 'the RFC 3339 reader of the core', now: 'the Clock port' },
  Math: { random: 'the Random port' },
  Array: { fromAsync: 'a loop' },
};

type Report = (node: AnyNode, rule: string, message: string) => void;

function checkMember(node: Extract<AnyNode, { type: 'MemberExpression' }>, isCalled: boolean, report: Report): void {
  const name = memberName(node);
  if (name === null) return;
  if (name === '__proto__') report(node, 'proto', '`__proto__` is not the same in every engine, and a way in for attackers.');
  if (name === 'cause') report(node, 'errorCause', 'Error.cause is missing there: keep the cause in the fault.');
  if (isCalled && Object.hasOwn(methods, name)) report(node, 'method', `\`${name}\` is missing there: use ${methods[name]}.`);
  const owner = node.object.type === 'Identifier' && Object.hasOwn(statics, node.object.name) ? statics[node.object.name] : undefined;
  if (owner !== undefined && Object.hasOwn(owner, name)) {
    report(node, 'method', `\`${name}\` of a built-in is not for the core: use ${owner[name]}.`);
  }
}

function checkPattern(node: AnyNode, pattern: string, flags: string, report: Report): void {
  if (/[uysdv]/.test(flags)) report(node, 'regexFlags', `The flags u, y, s, d and v are missing there: /${pattern}/${flags}`);
  const plain = pattern.replace(/\\./g, '').replace(/\[[^\]]*\]/g, '');
  if (/\(\?<[=!]/.test(plain)) report(node, 'regexLookBehind', 'Look-behind is missing there.');
  else if (/\(\?<[A-Za-z_$]/.test(plain) || /\\k</.test(pattern)) report(node, 'regexNamedGroup', 'Named groups are missing there.');
  if (/\\p\{/i.test(pattern)) report(node, 'regexFlags', 'Unicode properties need the flag u, which is missing there.');
}

function literal(node: AnyNode | undefined): string | null {
  return node?.type === 'Literal' && typeof node.value === 'string' ? node.value : null;
}

/** `RegExp('…', 'u')`, `new Error(m, { cause })`, `new Date('…')`, `new Date()`. */
function checkConstruction(node: Extract<AnyNode, { type: 'NewExpression' | 'CallExpression' }>, report: Report): void {
  if (node.callee.type !== 'Identifier') return;
  const [first, second] = node.arguments;
  if (node.callee.name === 'RegExp') checkPattern(node, literal(first) ?? '', literal(second) ?? '', report);
  if (/^(?:Type|Range)?Error$/.test(node.callee.name) && second !== undefined)
    report(node, 'errorCause', 'Error takes no cause there: keep it in the fault.');
  if (node.callee.name === 'Date' && first === undefined) report(node, 'method', 'The time comes from the Clock port.');
  if (node.callee.name === 'Date' && (literal(first) !== null || first?.type === 'TemplateLiteral')) {
    report(node, 'method', 'Date reads text differently from engine to engine: use the RFC 3339 reader of the core.');
  }
}

function checkSort(node: Extract<AnyNode, { type: 'CallExpression' }>, report: Report): void {
  if (node.callee.type === 'MemberExpression' && calledName(node) === 'sort' && node.arguments.length === 0) {
    report(node, 'sort', 'sort without an order compares as text, and is not stable there: give a total order.');
  }
}

function checkClass(node: Extract<AnyNode, { type: 'ClassDeclaration' | 'ClassExpression' }>, report: Report): void {
  const base = node.superClass;
  if (base?.type === 'Identifier' && (globals.has(base.name) || base.name.endsWith('Error'))) {
    report(node, 'extendsBuiltIn', `A class cannot extend ${base.name} there: make faults with fault.ts.`);
  }
}

function check(visited: Visited, report: Report): void {
  const { node } = visited;
  const parent = parentOf(visited);
  if (node.type === 'MemberExpression') checkMember(node, parent?.type === 'CallExpression' && parent.callee === node, report);
  if (node.type === 'Literal' && 'regex' in node && node.regex) checkPattern(node, node.regex.pattern, node.regex.flags, report);
  if (node.type === 'Literal' && typeof node.value === 'bigint') report(node, 'syntax', 'There is no bigint there.');
  if (node.type === 'NewExpression' || node.type === 'CallExpression') checkConstruction(node, report);
  if (node.type === 'CallExpression') checkSort(node, report);
  if (node.type === 'ClassDeclaration' || node.type === 'ClassExpression') checkClass(node, report);
  const isPrivate = (node.type === 'PropertyDefinition' || node.type === 'MethodDefinition') && node.key.type === 'PrivateIdentifier';
  if (isPrivate) report(node, 'syntax', 'There are no private members there: use a closure.');
  if (node.type === 'ImportExpression' || node.type === 'MetaProperty')
    report(node, 'syntax', 'import(), import.meta and new.target do not exist there.');
  const key = node.type === 'Property' ? node.key : undefined;
  if ((key?.type === 'Identifier' ? key.name : literal(key)) === '__proto__')
    report(node, 'proto', '`__proto__` as a member sets the prototype.');
}

export function languageViolations(source: Source): readonly Violation[] {
  const found: Violation[] = [];
  const report: Report = (node, rule, message) => void found.push({ file: source.file, line: lineOf(node), rule, message });
  for (const visited of source.nodes) check(visited, report);
  for (const { name, visited } of globalsOf(source)) {
    if (name === 'Promise') report(visited.node, 'promise', 'The core awaits; it makes and holds no promises.');
    else if (!globals.has(name)) report(visited.node, 'global', `\`${name}\` is no global of every engine: it is a port, or of the host.`);
  }
  return found;
}
