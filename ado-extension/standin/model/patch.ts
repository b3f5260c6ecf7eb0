/**
 * JSON Patch as work items take it (not RFC 6902: only `/rev`, `/fields/…`, `/relations/…` and `/multilineFieldsFormat/…`).
 * https://learn.microsoft.com/rest/api/azure/devops/wit/work-items/update
 */
import * as z from 'zod';
import type { Json } from '../json.ts';
import { refusals } from '../wire/errors.ts';
import type { Draft } from './draft.ts';
import { fieldOf, findField } from './fields.ts';
import { makeRelation } from './relations.ts';
import { ruleError } from './rules.ts';
import { normalizeTags, splitTags } from './tags.ts';
import type { Organization, Project, Revision } from './types.ts';
import { toFieldValue } from './values.ts';

const patchSchema = z
  .array(
    z.object({
      op: z.enum(['add', 'replace', 'remove', 'test', 'copy', 'move']),
      path: z.string(),
      from: z.string().nullish(),
      value: z.json().optional(),
    }),
  )
  .min(1);

export type Operation = z.infer<typeof patchSchema>[number];

export function readPatch(body: unknown): readonly Operation[] {
  const parsed = patchSchema.safeParse(body);
  if (!parsed.success) throw refusals.badPatch();
  return parsed.data;
}

interface Place {
  readonly organization: Organization;
  readonly project: Project;
  readonly current: Revision | null;
  readonly draft: Draft;
  /** Fields that the permission to bypass rules opens. */
  readonly bypass: boolean;
  readonly markdownAllowed: boolean;
}

function patchTags(place: Place, operation: Operation): void {
  const { draft, organization, project } = place;
  const current = draft.fields['System.Tags'];
  const given = typeof operation.value === 'string' ? operation.value : '';
  // `add` joins what is there; only `replace` takes the place of it.
  const text = operation.op === 'add' && typeof current === 'string' ? [...splitTags(current), ...splitTags(given)].join(';') : given;
  const tags = operation.op === 'remove' ? '' : normalizeTags(organization, project, text);
  if (tags === '') delete draft.fields['System.Tags'];
  else draft.fields['System.Tags'] = tags;
}

function patchField(place: Place, operation: Operation, name: string): void {
  const { draft } = place;
  const field = findField(name);
  if (field === null) throw refusals.fieldMissing(name);
  const { computed, frozen } = fieldOf(field);
  if (operation.op === 'test') {
    const actual = draft.fields[field] ?? null;
    const shown: Json = typeof actual === 'object' ? null : actual;
    if (JSON.stringify(shown) !== JSON.stringify(operation.value ?? null))
      throw refusals.staleTest(operation.path, shown, operation.value ?? null);
    return;
  }
  if (operation.op === 'copy' || operation.op === 'move')
    throw refusals.badPatch(`The operation ${operation.op} is not supported for ${operation.path}.`);
  if (computed === true || (frozen === true && !place.bypass && place.current !== null)) throw ruleError(field, ['readOnly']);
  draft.touched.add(field);
  if (field === 'System.Tags') {
    patchTags(place, operation);
    return;
  }
  const given = operation.op === 'remove' ? null : operation.value;
  // Markdown is kept as it was written; HTML is cleaned.
  const value =
    draft.markdown.has(field) && typeof given === 'string' ? given : toFieldValue(place.organization, place.project, field, given);
  if (field === 'System.History') draft.history = typeof value === 'string' ? value : null;
  else if (value === null) delete draft.fields[field];
  else draft.fields[field] = value;
}

function patchRelation(place: Place, operation: Operation, where: string): void {
  const { draft } = place;
  if (operation.op === 'add' && where === '-') {
    draft.relations = [...draft.relations, makeRelation(place.organization, draft.relations, operation.value)];
    return;
  }
  const [index, ...below] = where.split('/');
  const at = /^\d+$/.test(index ?? '') ? Number(index) : -1;
  const relation = draft.relations[at];
  if (relation === undefined) throw refusals.badPatch(`The relation index ${index ?? ''} is out of range.`);
  if (operation.op === 'remove' && below.length === 0) {
    draft.relations = draft.relations.filter((_, position) => position !== at);
  } else if (below.join('/') === 'attributes/comment') {
    const comment = operation.op === 'remove' ? '' : operation.value;
    if (typeof comment !== 'string') throw refusals.badPatch();
    draft.relations = draft.relations.map((other, position) =>
      position === at ? { ...other, attributes: { ...other.attributes, comment } } : other,
    );
  } else {
    throw refusals.badPatch(`The operation ${operation.op} is not supported for ${operation.path}.`);
  }
}

function patchFormat(place: Place, operation: Operation, name: string): void {
  const field = findField(name);
  if (field === null || fieldOf(field).type !== 'html') throw refusals.fieldMissing(name);
  if (!place.markdownAllowed) throw refusals.badPatch(`The path ${operation.path} is not valid on this server.`);
  const format = typeof operation.value === 'string' ? operation.value.toLowerCase() : '';
  // One way: https://learn.microsoft.com/azure/devops/boards/work-items/markdown-support
  if (format !== 'markdown' && place.draft.markdown.has(field))
    throw refusals.badPatch(`The format of ${field} cannot be changed back to HTML.`);
  if (format === 'markdown') place.draft.markdown.add(field);
  else if (format !== 'html') throw refusals.badPatch(`The format ${format} is not known.`);
}

function rest(path: string, prefix: string): string | null {
  return path.toLowerCase().startsWith(prefix.toLowerCase()) ? path.slice(prefix.length).replaceAll('~1', '/').replaceAll('~0', '~') : null;
}

export function applyPatch(place: Place, operations: readonly Operation[]): void {
  // A format counts for the value that the same patch sets, wherever it stands in it.
  for (const operation of operations) {
    const format = rest(operation.path, '/multilineFieldsFormat/');
    if (format !== null) patchFormat(place, operation, format);
  }
  for (const operation of operations) {
    const field = rest(operation.path, '/fields/');
    const relation = rest(operation.path, '/relations/');
    if (operation.path === '/rev' && operation.op === 'test') {
      const rev = place.current?.rev ?? 0;
      if (Number(operation.value) !== rev) throw refusals.staleTest('/rev', rev, operation.value ?? null);
    } else if (operation.path === '/id' && operation.op !== 'remove') {
      continue;
    } else if (field !== null) patchField(place, operation, field);
    else if (relation !== null) patchRelation(place, operation, relation);
    else if (rest(operation.path, '/multilineFieldsFormat/') === null) throw refusals.badPatch(`The path ${operation.path} is not valid.`);
  }
}
