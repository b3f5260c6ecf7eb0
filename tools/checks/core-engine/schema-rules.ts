/**
 * Schemas are compiled to plain validators through JSON Schema (DESIGN, "One core, four runtimes"). What that cannot say
 * would be dropped without a word.
 */
import type { AnyNode } from 'acorn';
import { lineOf, memberName, type Source, type Violation } from './source.ts';

const dropped = new Set(
  (
    'refine superRefine transform pipe preprocess default _default prefault catch coerce trim toLowerCase toUpperCase normalize overwrite custom ' +
    'instanceof date bigint map set symbol function promise codec stringbool undefined void nan file'
  ).split(' '),
);

function zodNames(source: Source): ReadonlySet<string> {
  const names = new Set<string>();
  for (const { node } of source.nodes) {
    if (node.type === 'ImportDeclaration' && node.source.value === 'zod/mini')
      for (const { local } of node.specifiers) names.add(local.name);
  }
  return names;
}

function importViolation(source: Source, node: AnyNode): string | null {
  const isImport = node.type === 'ImportDeclaration' || node.type === 'ExportNamedDeclaration' || node.type === 'ExportAllDeclaration';
  const from = isImport ? node.source?.value : undefined;
  if (typeof from !== 'string' || from.startsWith('.')) return null;
  if (from !== 'zod/mini') return `The core imports nothing but itself: “${from}”.`;
  return source.file.endsWith('.schema.ts') ? null : 'zod/mini belongs into *.schema.ts, which the build replaces.';
}

export function schemaViolations(source: Source): readonly Violation[] {
  const found: Violation[] = [];
  const zod = zodNames(source);
  for (const { node } of source.nodes) {
    const message = importViolation(source, node);
    if (message !== null) found.push({ file: source.file, line: lineOf(node), rule: 'import', message });
    if (node.type !== 'MemberExpression') continue;
    const name = memberName(node);
    const ofZod = node.object.type === 'Identifier' && zod.has(node.object.name);
    const rule = 'schema';
    if (name === null || !source.file.endsWith('.schema.ts')) continue;
    const ofSchema = ofZod || /^(?:refine|superRefine|transform|prefault|overwrite)$/.test(name);
    if (ofSchema && dropped.has(name))
      found.push({ file: source.file, line: lineOf(node), rule, message: `\`${name}\` cannot be said in JSON Schema: check it in code.` });
    if (ofZod && name === 'object') {
      found.push({
        file: source.file,
        line: lineOf(node),
        rule,
        message: '`object` drops unknown members: say strictObject or looseObject.',
      });
    }
  }
  return found;
}
