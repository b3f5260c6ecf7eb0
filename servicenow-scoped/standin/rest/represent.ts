/** Records as the REST API shows them: values, display values, and links of references. */
import { valueAt } from '../db/match.ts';
import { systemActor } from '../db/seed.ts';
import type { FieldDef, Row } from '../db/types.ts';
import type { Instance } from '../instance.ts';

export type DisplayMode = 'false' | 'true' | 'all';

export interface Shape {
  readonly mode: DisplayMode;
  readonly links: boolean;
  /** Names, dot-walked ones too; null: all of the table. */
  readonly fields: readonly string[] | null;
}

/** A field's text for a reader. */
export function displayed(instance: Instance, table: string, field: FieldDef, value: string): string {
  if (field.type === 'boolean') return value === '1' ? 'true' : 'false';
  if (value === '') return '';
  if (field.type === 'password2') return '********';
  if (field.reference !== undefined)
    return instance.database.get(field.reference, value)?.[instance.dictionary.display(field.reference)] ?? '';
  return instance.dictionary.choices(table, field.element).find((choice) => choice.value === value)?.label ?? value;
}

const raw = (field: FieldDef, value: string): string => (field.type === 'boolean' ? (value === '1' ? 'true' : 'false') : value);

function shown(instance: Instance, table: string, field: FieldDef, value: string, { mode, links }: Shape): unknown {
  const link = field.reference === undefined || value === '' ? null : `${instance.url()}/api/now/table/${field.reference}/${value}`;
  const text = displayed(instance, table, field, value);
  if (mode === 'all') return { display_value: text, value: raw(field, value), ...(link === null || !links ? {} : { link }) };
  if (link === null || !links) return mode === 'true' ? text : raw(field, value);
  return mode === 'true' ? { display_value: text, link } : { link, value };
}

/** A journal's display value is its entries; its value is always empty. */
function journal(instance: Instance, row: Row, field: FieldDef, { mode }: Shape): unknown {
  const elements = field.type === 'journal_list' ? ['comments', 'work_notes'] : [field.element];
  const where = [{ field: 'element_id', operator: '=', value: row['sys_id'] ?? '' }, { field: 'element', operator: 'IN', value: elements.join(',') }]; // prettier-ignore
  const order = [{ field: 'sys_created_on', descending: true }];
  const entries =
    mode === 'false' ? [] : instance.database.select({ table: 'sys_journal_field', where, order, offset: 0, limit: null }, systemActor);
  const label = (element: string) => instance.dictionary.field('task', element)?.label ?? element;
  const text = entries
    .map(
      (entry) =>
        `${entry['sys_created_on'] ?? ''} - ${instance.actor(entry['sys_created_by'] ?? '')?.name ?? ''} (${label(entry['element'] ?? '')})\n${entry['value'] ?? ''}\n\n`,
    )
    .join('');
  return mode === 'all' ? { display_value: text, value: '' } : text;
}

export function represent(instance: Instance, table: string, row: Row, shape: Shape): Record<string, unknown> {
  const matching = instance.database.matching(systemActor);
  const names = shape.fields ?? [...instance.dictionary.fields(table).keys()];
  const made: Record<string, unknown> = {};
  for (const name of names) {
    const found = valueAt(matching, table, row, name);
    // Fields that the table has not are left out, as the host does.
    if (found === undefined) continue;
    const { field, value } = found;
    if (field.type.startsWith('journal') && !name.includes('.') && field.type !== 'journal')
      made[name] = journal(instance, row, field, shape);
    else made[name] = shown(instance, row['sys_class_name'] ?? table, field, value, shape);
  }
  return made;
}
