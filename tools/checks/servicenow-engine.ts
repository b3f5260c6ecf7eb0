/**
 * Holds the built scripts of the ServiceNow application to what the engine's documentation allows.
 * https://www.servicenow.com/docs/r/api-reference/scripts/javascript-engine-feature-support.html
 *
 * 1. They are ES5, so whatever syntax the engine refuses (async, generators, private members, `import()`) cannot be there.
 * 2. Names are checked against a list of what is allowed: the language's, the platform's interfaces that host/glide.d.ts
 *    declares, and the application's own scripts.
 * 3. Members that the engine lacks or that make code out of text (`f.constructor('…')`) are not named, nor is `with` used.
 * 4. No function is so long that the engine's compiler refuses it: 64 KiB of code.
 */
import { parse, type AnyNode } from 'acorn';
import { ancestor, full } from 'acorn-walk';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { languageViolations } from './core-engine/language-rules.ts';
import { memberName, readSource, type Violation } from './core-engine/source.ts';
import { freeNames } from './core-es5/free-names.ts';

const folder = join(import.meta.dirname, '..', '..', 'servicenow-scoped', 'sdk', 'src', 'generated');

const language =
  'Array Object String Number Boolean Math JSON Map Set Symbol Error TypeError RangeError RegExp Date isNaN isFinite parseInt parseFloat NaN Infinity undefined encodeURIComponent decodeURIComponent arguments';
const platform =
  'GlideRecord GlideRecordSecure GlideAggregate GlideDateTime GlideDigest CertificateEncryption GlideSecureRandomUtil GlideSysAttachment GlideScopedEvaluator sn_ws gs';
const own = 'Entente EntenteConnection EntenteSync EntenteHost EntenteCore EntenteHints';
const allowed = new Set(`${language} ${platform} ${own}`.split(' '));

/** What the engine has and the core may not use all the same, for reasons of other engines or of determinism. */
const forTheCoreAlone = new Set(['global', 'promise', 'sort']);

/** Characters of one function without those inside it. A character is at most some bytes of code; half of the limit is left. */
const LONGEST_FUNCTION = 12_000;

export function checkScript(file: string, text: string): readonly Violation[] {
  const found: Violation[] = [...syntax(file, text)];
  if (found.length > 0) return found;
  const source = readSource(file, text);
  found.push(...languageViolations(source).filter(({ rule }) => !forTheCoreAlone.has(rule)));
  for (const { name, line } of freeNames(text)) {
    if (!allowed.has(name)) found.push({ file, line, rule: 'global', message: `\`${name}\` is not there.` });
  }
  found.push(...members(file, text), ...longFunctions(file, text));
  return found;
}

/** By their names alone: what they are members of is not known before they run. Those of the core are language-rules.ts'. */
const missing = new Set(
  (
    'captureStackTrace isWellFormed toWellFormed copyWithin rawJSON isRawJSON sumPrecise asyncIterator union intersection difference ' +
    'symmetricDifference isSubsetOf isSupersetOf isDisjointFrom callee __defineGetter__ __defineSetter__ __lookupGetter__ __lookupSetter__'
  ).split(' '),
);

function members(file: string, text: string): readonly Violation[] {
  const found: Violation[] = [];
  const add = (node: AnyNode, rule: string, message: string): void => {
    found.push({ file, line: node.loc?.start.line ?? 1, rule, message });
  };
  full(parse(text, { ecmaVersion: 5, sourceType: 'script', locations: true }), (node) => {
    if (node.type === 'MemberExpression' && missing.has(memberName(node) ?? ''))
      add(node, 'method', `\`${memberName(node)}\` is not there.`);
    if (node.type === 'CallExpression' || node.type === 'NewExpression') {
      const { callee } = node;
      if (callee.type === 'MemberExpression' && memberName(callee) === 'constructor') add(node, 'constructor', 'a function made of text');
      const [pattern] = node.arguments;
      const isPattern = callee.type === 'Identifier' && callee.name === 'RegExp' && pattern?.type === 'Literal';
      if (isPattern && /\(\?[a-z]*-?[a-z]+:/.test(String(pattern.value))) add(node, 'regexModifier', String(pattern.value));
    }
    if (node.type === 'Literal' && 'regex' in node && node.regex && /\(\?[a-z]*-?[a-z]+:/.test(node.regex.pattern))
      add(node, 'regexModifier', node.regex.pattern);
  });
  return found;
}

function syntax(file: string, text: string): readonly Violation[] {
  try {
    const found: Violation[] = [];
    full(parse(text, { ecmaVersion: 5, sourceType: 'script', locations: true }), (node) => {
      if (node.type === 'WithStatement') found.push({ file, line: node.loc?.start.line ?? 1, rule: 'syntax', message: '`with`' });
    });
    return found;
  } catch (caught) {
    const line = typeof caught === 'object' && caught !== null && 'loc' in caught ? (caught.loc as { readonly line: number }).line : 1;
    return [{ file, line, rule: 'syntax', message: caught instanceof Error ? caught.message : String(caught) }];
  }
}

function longFunctions(file: string, text: string): readonly Violation[] {
  const inside = new Map<AnyNode, number>();
  const tree = parse(text, { ecmaVersion: 5, sourceType: 'script', locations: true });
  const note = (node: AnyNode, ancestors: readonly AnyNode[]): void => {
    inside.set(node, (inside.get(node) ?? 0) + node.end - node.start - textsIn(node));
    const outer = ancestors.slice(0, -1).findLast((one) => one.type === 'FunctionExpression' || one.type === 'FunctionDeclaration');
    if (outer !== undefined) inside.set(outer, (inside.get(outer) ?? 0) - (node.end - node.start - textsIn(node)));
  };
  ancestor(tree, {
    FunctionExpression: (node, _state, ancestors) => note(node, ancestors as AnyNode[]),
    FunctionDeclaration: (node, _state, ancestors) => note(node, ancestors as AnyNode[]),
  });
  return [...inside]
    .filter(([, length]) => length > LONGEST_FUNCTION)
    .map(([node, length]) => ({ file, line: node.loc?.start.line ?? 1, rule: 'long', message: `a function of ${length} characters` }));
}

/** A text is a constant, however long: three bytes of code. */
function textsIn(node: AnyNode): number {
  let characters = 0;
  full(node, (inner) => {
    if (inner.type === 'Literal' && typeof inner.value === 'string') characters += inner.end - inner.start;
  });
  return characters;
}

export function checkBuilt(): readonly Violation[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.js'))
    .flatMap((file) => checkScript(file, readFileSync(join(folder, file), 'utf8')));
}

function main(): void {
  const violations = checkBuilt();
  for (const { file, line, rule, message } of violations) console.error(`${file}:${line}  ${rule}: ${message}`);
  const scripts = readdirSync(folder).length;
  if (violations.length === 0) console.log(`The ${scripts} scripts of the ServiceNow application use nothing that its engine lacks.`);
  process.exitCode = violations.length > 0 || scripts < 6 ? 1 : 0;
}

if (import.meta.main) main();
