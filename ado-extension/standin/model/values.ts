/** From a patch's JSON value to a stored field value, and the refusals of values of the wrong type. */
import { isObject, wireDate } from '../json.ts';
import { sanitizeHtml } from './html.ts';
import { fieldOf } from './fields.ts';
import { findUser } from './organization.ts';
import { ruleError } from './rules.ts';
import type { FieldValue, Organization, Project } from './types.ts';

function toIdentity(organization: Organization, field: string, value: unknown): FieldValue | null {
  if (value === '') return null;
  const text = isObject(value) ? (value['id'] ?? value['descriptor'] ?? value['uniqueName'] ?? value['displayName']) : value;
  const user = typeof text === 'string' ? findUser(organization, text) : null;
  if (user === null) throw ruleError(field, ['hasValues', 'limitedToValues', 'invalidListValue']);
  return { identity: user.id };
}

function toPath(project: Project, field: string, value: unknown): FieldValue {
  const kind = field === 'System.AreaPath' ? 'area' : 'iteration';
  const wanted = typeof value === 'string' ? value.replace(/^\\/, '').toLowerCase() : '';
  const node = project.nodes.find((candidate) => candidate.kind === kind && candidate.path.toLowerCase() === wanted);
  if (node === undefined) throw ruleError(field, ['required', 'invalidPath']);
  return node.path;
}

function toNumber(field: string, value: unknown, whole: boolean): FieldValue {
  const number = typeof value === 'number' ? value : Number(value);
  if (!Number.isFinite(number) || (whole && !Number.isInteger(number))) throw ruleError(field, ['invalidType']);
  return number;
}

function toText(field: string, value: unknown): string {
  if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') throw ruleError(field, ['invalidType']);
  const text = String(value);
  const { maxLength } = fieldOf(field);
  if (maxLength !== undefined && text.length > maxLength) throw ruleError(field, ['invalidTooLong']);
  return text;
}

/** Null: the field is emptied. */
export function toFieldValue(organization: Organization, project: Project, field: string, value: unknown): FieldValue | null {
  if (value === null || value === undefined) return null;
  switch (fieldOf(field).type) {
    case 'identity':
      return toIdentity(organization, field, value);
    case 'treePath':
      return toPath(project, field, value);
    case 'integer':
      return value === '' ? null : toNumber(field, value, true);
    case 'double':
      return value === '' ? null : toNumber(field, value, false);
    case 'boolean':
      return value === true || value === 'true' || value === 'True';
    case 'dateTime': {
      const at = typeof value === 'string' ? Date.parse(value) : Number.NaN;
      if (Number.isNaN(at)) throw ruleError(field, ['invalidType']);
      return wireDate(at);
    }
    case 'html':
    case 'history':
      return emptyToNull(sanitizeHtml(toText(field, value)));
    default:
      return emptyToNull(toText(field, value));
  }
}

const emptyToNull = (text: string): string | null => (text === '' ? null : text);
