/** Users, as far as they are read: nobody is written to. */
import type { Person } from '@entente/core';
import { text } from './values.ts';

/** Null: none is named, or it cannot be read. */
export function personBy(field: 'sys_id' | 'user_name' | 'email', value: string): Person | null {
  if (value === '') return null;
  const row = new GlideRecord('sys_user');
  row.addQuery(field, value);
  row.setLimit(1);
  row.query();
  if (!row.next()) return null;
  const email = text(row.getValue('email'));
  const name = text(row.getDisplayValue('name'));
  return { id: text(row.getUniqueValue()), name: name === '' ? text(row.getValue('user_name')) : name, email: email === '' ? null : email };
}

/** Who wrote a row, by the name in its `sys_created_by`: jobs of the platform have names and no user. */
export function authorOf(userName: string): Person | null {
  if (userName === '') return null;
  return personBy('user_name', userName) ?? { id: userName, name: userName, email: null };
}
