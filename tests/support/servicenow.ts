/** An admin and a user of a ServiceNow instance, in the words that the others have: over Scripted REST, and the Table and Attachment APIs. */
import type { Row, ServiceNow } from '@entente/servicenow-scoped/standin';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';
import * as z from 'zod';
import type { Overhear } from './admin-api.ts';
import { asked, type People, type Seen, type Written } from './people.ts';

/** Writers of an instance take turns; who waits too long is told to try again in a moment. */
const busy = z.object({ kind: z.literal('fault'), fault: z.object({ code: z.literal('store.busy') }) });
const attempts = 5;

/** As the page calls Scripted REST, by an admin who does what the page says. */
export function serviceNowAdmin(instance: ServiceNow, overhear: Overhear = () => undefined): AdminApi {
  return adminClient(async (method, input) => {
    let reply: unknown;
    for (let attempt = 1; attempt <= attempts; attempt += 1) {
      const response = await fetch(`${instance.scopeUrl ?? ''}/admin/call`, {
        method: 'POST',
        headers: { authorization: instance.authorization(), 'content-type': 'application/json' },
        body: JSON.stringify({ method, input }),
      });
      reply = await response.json();
      overhear(method, reply);
      if (!busy.safeParse(reply).success) break;
    }
    return reply;
  });
}

const resultId = (answer: unknown): string => {
  const result: unknown = typeof answer === 'object' && answer !== null && 'result' in answer ? answer.result : null;
  const sysId: unknown = typeof result === 'object' && result !== null && 'sys_id' in result ? result.sys_id : null;
  if (typeof sysId !== 'string') throw new Error(`No sys_id in ${JSON.stringify(answer)}`);
  return sysId;
};

/** Their project is the beginning of a short description, as a connection's filter tells its incidents from others. */
export function serviceNowPeople(instance: ServiceNow, user = 'beth.anglin'): People {
  const authorization = instance.authorization(user);
  const ask = async (method: string, path: string, body: unknown): Promise<unknown> =>
    await asked(
      `${method} ${path}`,
      await fetch(`${instance.url}/api/now/${path}`, {
        method,
        headers: { authorization, 'content-type': 'application/json', accept: 'application/json' },
        body: JSON.stringify(body),
      }),
    );
  const tag = tagging(instance, ask);
  return {
    // Its last change makes it meet the filter: tags cannot be given with a record, and none may be late.
    create: async (_project, { labels = [], ...issue }) => {
      const { short_description: summary, ...fields } = fieldsOf(issue);
      const sysId = resultId(await ask('POST', 'table/incident', { caller_id: user, short_description: 'Draft', ...fields }));
      await tag(sysId, labels);
      await ask('PATCH', `table/incident/${sysId}`, { short_description: summary });
      return sysId;
    },
    // Tags are records of their own, which cause no event: read between the record's change and theirs, one edit would be two.
    edit: async (issue, changes) => {
      const fields = fieldsOf(changes);
      if (changes.labels !== undefined) await tag(issue, changes.labels);
      if (Object.keys(fields).length > 0) await ask('PATCH', `table/incident/${issue}`, fields);
    },
    comment: async (issue, body) => resultId(await ask('PATCH', `table/incident/${issue}`, { comments: body })),
    editComment: () => Promise.reject(new Error('ServiceNow’s comments are not edited.')),
    note: async (issue, words) => void (await ask('PATCH', `table/incident/${issue}`, { work_notes: words })),
    attach: async (issue, filename, bytes) => {
      const query = new URLSearchParams({ table_name: 'incident', table_sys_id: issue, file_name: filename });
      const headers = { authorization, 'content-type': 'application/octet-stream', accept: 'application/json' };
      const url = `${instance.url}/api/now/attachment/file?${query.toString()}`;
      await asked('Attaching', await fetch(url, { method: 'POST', headers, body: new Uint8Array(bytes) }));
    },
    seen: (issue) => {
      const row = instance.control.row('incident', issue);
      if (row === null) throw new Error(`ServiceNow has no incident ${issue}`);
      return seenOf(instance, row);
    },
    all: (project = '') =>
      instance.control
        .rows('incident')
        .filter((row) => (row['short_description'] ?? '').startsWith(project))
        .map((row) => seenOf(instance, row)),
  };
}

/** Impact and urgency, from which the instance calculates it. */
const ranks: Readonly<Record<number, readonly [string, string]>> = { 1: ['1', '1'], 2: ['1', '2'], 3: ['1', '3'], 4: ['3', '2'] };

function fieldsOf({ summary, description, priority }: Partial<Written>): Record<string, unknown> {
  const [impact, urgency] = ranks[priority ?? 0] ?? [];
  const fields = Object.entries({ short_description: summary, description, impact, urgency });
  return Object.fromEntries(fields.filter(([, value]) => value !== undefined));
}

/** Gives an incident these tags and takes the others away. */
function tagging({ control }: ServiceNow, ask: (method: string, path: string, body: unknown) => Promise<unknown>) {
  return async (sysId: string, names: readonly string[]): Promise<void> => {
    for (const entry of entriesOf(control, sysId))
      if (!names.includes(entry.name)) await ask('DELETE', `table/label_entry/${entry.sysId}`, undefined);
    const given = new Set(entriesOf(control, sysId).map(({ name }) => name));
    for (const name of names.filter((one) => !given.has(one))) {
      const known = control.rows('label').find((row) => row['name'] === name)?.['sys_id'];
      const label = known ?? resultId(await ask('POST', 'table/label', { name, viewable_by: 'everyone' }));
      await ask('POST', 'table/label_entry', { label, table: 'incident', table_key: sysId });
    }
  };
}

function entriesOf(control: ServiceNow['control'], sysId: string): readonly { readonly name: string; readonly sysId: string }[] {
  return control
    .rows('label_entry', `table_key=${sysId}`)
    .map((row) => ({ sysId: row['sys_id'] ?? '', name: control.row('label', row['label'] ?? '')?.['name'] ?? '' }));
}

function seenOf({ control }: ServiceNow, row: Row): Seen {
  const sysId = row['sys_id'] ?? '';
  const journal = control.rows('sys_journal_field', `element_id=${sysId}^element=comments`);
  return {
    id: sysId,
    by: row['sys_created_by'] ?? '',
    type: row['sys_class_name'] ?? '',
    summary: row['short_description'] ?? '',
    description: row['description'] ?? '',
    priority: Number(row['priority']),
    labels: entriesOf(control, sysId)
      .map(({ name }) => name)
      .toSorted(),
    // Of one second in any order.
    comments: journal
      .toSorted((a, b) => (a['sys_created_on'] ?? '').localeCompare(b['sys_created_on'] ?? ''))
      .map((entry) => ({ id: entry['sys_id'] ?? '', by: entry['sys_created_by'] ?? '', body: entry['value'] ?? '' })),
    attachments: control
      .rows('sys_attachment', `table_sys_id=${sysId}`)
      .map((file) => ({ filename: file['file_name'] ?? '', bytes: control.file(file['sys_id'] ?? '') })),
  };
}
