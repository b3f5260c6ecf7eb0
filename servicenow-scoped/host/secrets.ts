/** The Secrets port: a column that the platform encrypts (Password2). */
import { faultError, type Secrets } from '@entente/core';
import { text } from '../tracker/values.ts';

const TABLE = 'x_entnt_entente_secret';

export function createGlideSecrets(): Secrets {
  return {
    async get(name) {
      const row = find(name);
      if (row === null) return null;
      const value = text(row.getElement('secret').getDecryptedValue());
      return value === '' ? null : value;
    },
    async set(name, value) {
      const found = find(name);
      const row = found ?? new GlideRecord(TABLE);
      if (found === null) row.initialize();
      row.setWorkflow(false);
      row.setValue('name', name);
      row.getElement('secret').setDisplayValue(value);
      if (text(found === null ? row.insert() : row.update()) === '')
        throw faultError({
          whose: 'ours',
          code: 'store.unavailable',
          retry: 'later',
          certain: false,
          detail: 'a secret cannot be written',
        });
    },
    async remove(name) {
      const row = find(name);
      if (row === null) return;
      row.setWorkflow(false);
      row.deleteRecord();
    },
  };
}

/** The database does not tell letters' case; two names that differ in nothing else do not occur. */
function find(name: string): GlideRecord | null {
  const row = new GlideRecord(TABLE);
  row.addQuery('name', name);
  row.setLimit(1);
  row.query();
  return row.next() && text(row.getValue('name')) === name ? row : null;
}
