/** The rules of the modelled processes: what is required, limited to a list, or not to be touched. */
import type { JsonObject } from '../json.ts';
import { HostError } from '../wire/errors.ts';
import { fieldOf, fields, textField } from './fields.ts';
import { allowedValues } from './processes.ts';
import type { WorkItemType } from './processes.ts';
import type { Fields, Organization } from './types.ts';

/** Names and bits of the host's FieldStatusFlags, as its error bodies spell them. */
const flags = {
  required: 0x1,
  readOnly: 0x2,
  hasValues: 0x4,
  limitedToValues: 0x8,
  invalidListValue: 0x100000,
  invalidEmpty: 0x80000,
  invalidType: 0x20000,
  invalidTooLong: 0x100,
  invalidPath: 0x800000,
} as const;

export type Flag = keyof typeof flags;

function spell(flag: Flag): string {
  return flag.charAt(0).toUpperCase() + flag.slice(1);
}

/** `TF401320: Rule Error for field Title. Error code: Required, InvalidEmpty.` with the details that clients read. */
export function ruleError(field: string, broken: readonly Flag[]): HostError {
  const message = `TF401320: Rule Error for field ${fieldOf(field).name}. Error code: ${broken.map(spell).join(', ')}.`;
  const fieldStatusFlags = broken.join(', ');
  const detail: JsonObject = {
    fieldReferenceName: field,
    fieldStatusFlags,
    errorMessage: message,
    fieldStatusCode: broken.reduce((sum, flag) => sum + flags[flag], 0),
    ruleValidationErrors: null,
  };
  return new HostError(400, 'RuleValidationException', message, {
    errorCode: 600171,
    customProperties: {
      FieldReferenceName: field,
      FieldStatusFlags: fieldStatusFlags,
      ErrorMessage: message,
      RuleValidationErrors: [detail],
    },
  });
}

/** Refuses what a rule forbids in a whole set of fields; fields of other types of work item too. */
export function checkRules(type: WorkItemType, after: Fields, changed: ReadonlySet<string>, custom: Organization['required']): void {
  for (const field of changed) {
    if (!type.fields.includes(field) && after[field] !== undefined) {
      throw new HostError(400, 'InvalidFieldUsageException', `TF401326: Invalid field status 'InvalidNotExist' for field '${field}'.`);
    }
    if (fields[field]?.frozen === true) throw ruleError(field, ['readOnly']);
  }
  if (typeof after['System.Title'] !== 'string' || after['System.Title'].trim() === '')
    throw ruleError('System.Title', ['required', 'invalidEmpty']);
  const missing = custom.find(({ type: name, field }) => name === type.name && textField(after, field) === '');
  if (missing !== undefined) throw ruleError(missing.field, ['required', 'invalidEmpty']);
  for (const field of type.fields) {
    const value = textField(after, field);
    const allowed = allowedValues(type, field);
    if (allowed === null) continue;
    if (value === '') {
      if (field === 'System.State') throw ruleError(field, ['required', 'invalidEmpty']);
      continue;
    }
    if (!allowed.includes(value)) throw ruleError(field, ['required', 'hasValues', 'limitedToValues', 'invalidListValue']);
  }
}
