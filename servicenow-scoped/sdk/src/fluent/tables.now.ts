import '@servicenow/sdk/global';
import { Password2Column, ScriptColumn, StringColumn, Table } from '@servicenow/sdk/core';

/** All that the node keeps: one row a record of its store (docs/decisions/0060). */
export const x_entnt_entente_record = Table({
  name: 'x_entnt_entente_record',
  label: 'Entente Record',
  display: 'title',
  allowWebServiceAccess: false,
  callerAccess: 'restricted',
  schema: {
    kind: StringColumn({ label: 'Kind', mandatory: true, maxLength: 20 }),
    record_key: StringColumn({ label: 'Key', mandatory: true, maxLength: 200 }),
    /** The key in letters and digits that every collation sorts as the node does. */
    sort: StringColumn({ label: 'Sort key', mandatory: true, maxLength: 255 }),
    /** SHA-256 of kind and key: no two rows have the same. */
    place: StringColumn({ label: 'Place', mandatory: true, maxLength: 64 }),
    /** As text: an integer column ends at 2^31. */
    version: StringColumn({ label: 'Version', maxLength: 20 }),
    title: StringColumn({ label: 'Title', maxLength: 200 }),
    state: StringColumn({ label: 'State', maxLength: 40 }),
    /** ASCII JSON. */
    value: StringColumn({ label: 'Value', maxLength: 1400000 }),
  },
  index: [
    { name: 'place', element: 'place', unique: true },
    { name: 'kind_sort', element: ['kind', 'sort'], unique: false },
  ],
});

/** Invitation secrets and connection keys, encrypted by the platform. */
export const x_entnt_entente_secret = Table({
  name: 'x_entnt_entente_secret',
  label: 'Entente Secret',
  display: 'name',
  allowWebServiceAccess: false,
  callerAccess: 'restricted',
  schema: {
    name: StringColumn({ label: 'Name', mandatory: true, maxLength: 200 }),
    secret: Password2Column({ label: 'Secret' }),
  },
  index: [{ name: 'name', element: 'name', unique: true }],
});

/** One row while somebody writes to the records; its index is what keeps a second writer out. */
export const x_entnt_entente_lock = Table({
  name: 'x_entnt_entente_lock',
  label: 'Entente Lock',
  display: 'name',
  allowWebServiceAccess: false,
  callerAccess: 'restricted',
  schema: {
    name: StringColumn({ label: 'Name', mandatory: true, maxLength: 40 }),
    holder: StringColumn({ label: 'Holder', maxLength: 60 }),
    /** Milliseconds since 1970, as text. */
    ends: StringColumn({ label: 'Ends', maxLength: 20 }),
    /** The writes of a commit that is under way, as ASCII JSON: another writer ends it where this one was killed. */
    writes: StringColumn({ label: 'Writes', maxLength: 6000000 }),
  },
  index: [{ name: 'name', element: 'name', unique: true }],
});

/** Tasks that may have changed, noted in the transaction of the change itself. */
export const x_entnt_entente_hint = Table({
  name: 'x_entnt_entente_hint',
  label: 'Entente Hint',
  display: 'task',
  allowWebServiceAccess: false,
  callerAccess: 'restricted',
  schema: {
    task: StringColumn({ label: 'Task', mandatory: true, maxLength: 32 }),
  },
  index: [{ name: 'task', element: 'task', unique: false }],
});

/** Rows of a moment: the rule that is being evaluated, the file that is being put together. */
export const x_entnt_entente_scratch = Table({
  name: 'x_entnt_entente_scratch',
  label: 'Entente Scratch',
  display: 'name',
  allowWebServiceAccess: false,
  callerAccess: 'restricted',
  schema: {
    name: StringColumn({ label: 'Name', maxLength: 100 }),
    script: ScriptColumn({ label: 'Script', maxLength: 200000 }),
  },
});
