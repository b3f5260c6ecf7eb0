/** Labels of a task: rows of `label_entry` that name a row of `label`. */
import { text } from './values.ts';

interface Entry {
  readonly name: string;
  readonly entry: string;
}

function entriesOf(table: string, sysId: string): readonly Entry[] {
  const row = new GlideRecord('label_entry');
  row.addQuery('table', table);
  row.addQuery('table_key', sysId);
  row.query();
  const entries: Entry[] = [];
  while (row.next()) {
    const label = new GlideRecord('label');
    if (label.get(text(row.getValue('label')))) entries.push({ name: text(label.getValue('name')), entry: text(row.getUniqueValue()) });
  }
  return entries;
}

/** Sorted, each once: several people may have given the same. */
export function readLabels(table: string, sysId: string): readonly string[] {
  const names: string[] = [];
  for (const { name } of entriesOf(table, sysId)) if (name !== '' && names.indexOf(name) < 0) names.push(name);
  return names.sort((a, b) => (a < b ? -1 : 1));
}

export function writeLabels(table: string, sysId: string, wanted: readonly string[]): void {
  const now = entriesOf(table, sysId);
  for (const { name, entry } of now) {
    if (wanted.indexOf(name) >= 0) continue;
    const row = new GlideRecord('label_entry');
    if (row.get(entry)) row.deleteRecord();
  }
  for (const name of wanted) {
    if (now.some((one) => one.name === name)) continue;
    const row = new GlideRecord('label_entry');
    row.initialize();
    row.setValue('label', labelNamed(name));
    row.setValue('table', table);
    row.setValue('table_key', sysId);
    row.insert();
  }
}

function labelNamed(name: string): string {
  const row = new GlideRecord('label');
  row.addQuery('name', name);
  row.query();
  // The database does not tell letters' case.
  while (row.next()) if (text(row.getValue('name')) === name) return text(row.getUniqueValue());
  const made = new GlideRecord('label');
  made.initialize();
  made.setValue('name', name);
  // Seen by everybody who may see the task.
  made.setValue('viewable_by', 'everyone');
  made.setValue('active', true);
  return text(made.insert());
}
