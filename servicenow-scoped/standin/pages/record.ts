/** One record as a person meets it: fields, comments and work notes, attachments, tags. `{table}.do?sys_id=…` */
import { systemActor } from '../db/seed.ts';
import type { Actor, FieldDef, Row } from '../db/types.ts';
import { redirect } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { formUpload } from '../rest/attachment.ts';
import { displayed } from '../rest/represent.ts';
import { allowed } from '../rest/table.ts';
import { escapeHtml } from './html.ts';
import { plainPage } from './shell.ts';

const taskFields = ['short_description', 'description', 'caller_id', 'state', 'impact', 'urgency', 'assignment_group', 'assigned_to'];

function fieldsOf(instance: Instance, table: string): readonly FieldDef[] {
  const all = instance.dictionary.fields(table);
  if (all.has('short_description')) return taskFields.flatMap((element) => all.get(element) ?? []);
  return (instance.dictionary.table(table)?.fields ?? []).filter((field) => field.type !== 'password2');
}

const option = (value: string, label: string, chosen: string): string =>
  `<option value="${escapeHtml(value)}"${value === chosen ? ' selected' : ''}>${escapeHtml(label)}</option>`;

function optionsOf(instance: Instance, table: string, field: FieldDef, value: string): readonly string[] | null {
  if (field.reference !== undefined) {
    const rows = instance.database.select(
      {
        table: field.reference,
        where: [],
        order: [{ field: instance.dictionary.display(field.reference), descending: false }],
        offset: 0,
        limit: 100,
      },
      systemActor,
    );
    return [
      option('', '-- None --', value),
      ...rows.map((row) => option(row['sys_id'] ?? '', row[instance.dictionary.display(field.reference ?? '')] ?? '', value)),
    ];
  }
  const choices = instance.dictionary.choices(table, field.element);
  return choices.length === 0 ? null : choices.map((choice) => option(choice.value, choice.label, value));
}

function input(instance: Instance, table: string, field: FieldDef, value: string): string {
  const options = optionsOf(instance, table, field, value);
  const label = escapeHtml(field.label);
  if (options !== null) return `<label>${label}<select name="${field.element}">${options.join('')}</select></label>`;
  if ((field.maxLength ?? 40) > 255)
    return `<label>${label}<textarea name="${field.element}" rows="4">${escapeHtml(value)}</textarea></label>`;
  return `<label>${label}<input name="${field.element}" value="${escapeHtml(value)}"></label>`;
}

const journalInputs = `<label>Additional comments (Customer visible)<textarea name="comments" rows="3"></textarea></label><label>Work notes<textarea name="work_notes" rows="3"></textarea></label>`;

function activity(instance: Instance, sysId: string): string {
  const order = [{ field: 'sys_created_on', descending: true }];
  const entries = instance.database.select(
    { table: 'sys_journal_field', where: [{ field: 'element_id', operator: '=', value: sysId }], order, offset: 0, limit: null },
    systemActor,
  );
  const one = (entry: Row): string => {
    const kind = entry['element'] ?? '';
    const who = instance.actor(entry['sys_created_by'] ?? '')?.name ?? entry['sys_created_by'] ?? '';
    const label = instance.dictionary.field('task', kind)?.label ?? kind;
    return `<article class="entry ${escapeHtml(kind)}"><small>${escapeHtml(who)} · ${escapeHtml(label)} · ${escapeHtml(entry['sys_created_on'] ?? '')}</small><p>${journalHtml(entry['value'] ?? '')}</p></article>`;
  };
  return `<section aria-label="Activities"><h2>Activities: ${entries.length}</h2>${entries.map(one).join('')}</section>`;
}

/** `[code]…[/code]` is HTML on the host; here only that it is not shown as such, and its text. */
function journalHtml(value: string): string {
  return value
    .split(/(\[code\][\s\S]*?\[\/code\])/)
    .map((part) => escapeHtml(part.startsWith('[code]') ? part.slice(6, -7).replaceAll(/<[^>]*>/g, '') : part))
    .join('');
}

function attachments(instance: Instance, table: string, sysId: string): string {
  const where = [{ field: 'table_sys_id', operator: '=', value: sysId }];
  const files = instance.database.select(
    { table: 'sys_attachment', where, order: [{ field: 'sys_created_on', descending: false }], offset: 0, limit: null },
    systemActor,
  );
  const one = (file: Row): string =>
    `<li class="row"><a href="/sys_attachment.do?sys_id=${file['sys_id'] ?? ''}">${escapeHtml(file['file_name'] ?? '')}</a><span>${file['size_bytes'] ?? ''} bytes</span><form method="post" action="/${table}.do?sys_id=${sysId}&amp;do=detach"><input type="hidden" name="attachment" value="${file['sys_id'] ?? ''}"><button aria-label="Remove ${escapeHtml(file['file_name'] ?? '')}">Remove</button></form></li>`;
  return `<section aria-label="Attachments"><h2>Attachments</h2><ul>${files.map(one).join('')}</ul><form method="post" enctype="multipart/form-data" action="/${table}.do?sys_id=${sysId}&amp;do=attach" class="row"><label>Choose file <input type="file" name="uploadFile"></label><button>Attach</button></form></section>`;
}

function tagEntries(instance: Instance, sysId: string): readonly Row[] {
  return instance.database.select(
    { table: 'label_entry', where: [{ field: 'table_key', operator: '=', value: sysId }], order: [], offset: 0, limit: null },
    systemActor,
  );
}

function tags(instance: Instance, table: string, sysId: string): string {
  const one = (entry: Row): string => {
    const name = escapeHtml(instance.database.get('label', entry['label'] ?? '')?.['name'] ?? '');
    return `<li class="row"><span>${name}</span><form method="post" action="/${table}.do?sys_id=${sysId}&amp;do=untag"><input type="hidden" name="entry" value="${entry['sys_id'] ?? ''}"><button aria-label="Remove tag ${name}">Remove</button></form></li>`;
  };
  return `<section aria-label="Tags"><h2>Tags</h2><ul>${tagEntries(instance, sysId).map(one).join('')}</ul><form method="post" action="/${table}.do?sys_id=${sysId}&amp;do=tag" class="row"><label>Tag <input name="tag"></label><button>Add tag</button></form></section>`;
}

/**
 * Related links: the application's UI actions of this table and those it extends, as far as they run in the browser.
 * https://www.servicenow.com/docs/r/api-reference/scripts/c_UIActions.html
 */
function formLinks(instance: Instance, table: string, sysId: string): string {
  const tables = instance.dictionary.lineage(table).map(({ name }) => name);
  const actions = (instance.app?.records('sys_ui_action') ?? []).filter(
    (one) => one['active'] === 'true' && one['form_link'] === 'true' && one['client'] === 'true' && tables.includes(one['table'] ?? ''),
  );
  if (actions.length === 0) return '';
  const form = `const g_form = new Proxy({ getUniqueValue: () => ${JSON.stringify(sysId)} }, { get(known, name) { if (name in known) return known[name]; throw new Error('The stand-in does not model g_form.' + String(name)); } });`;
  const scripts = actions.map((one) => one['script'] ?? '').join('\n');
  const links = actions.map(
    (one) =>
      `<li><a href="#" title="${escapeHtml(one['hint'] ?? '')}" onclick="${escapeHtml(one['onclick'] ?? '')}; return false;">${escapeHtml(one['name'] ?? '')}</a></li>`,
  );
  return `<section aria-label="Related Links"><h2>Related Links</h2><ul>${links.join('')}</ul></section><script>${form}\n${scripts.replaceAll('<', '\\x3c')}</script>`;
}

function recordForm(instance: Instance, actor: Actor, table: string, row: Row | null): HttpAnswer {
  const label = instance.dictionary.table(table)?.label ?? table;
  const sysId = row?.['sys_id'] ?? '-1';
  const title = row === null ? `New ${label}` : `${label} ${row[instance.dictionary.display(table)] ?? ''}`;
  const isTask = instance.dictionary.fields(table).has('work_notes');
  const writable = allowed(instance, actor, table, row === null ? 'create' : 'write');
  const initial = (field: FieldDef) => (row === null ? (field.default ?? '') : (row[field.element] ?? ''));
  const fields = fieldsOf(instance, table).map((field) =>
    writable
      ? input(instance, table, field, initial(field))
      : `<p><strong>${escapeHtml(field.label)}</strong> ${escapeHtml(displayed(instance, table, field, initial(field)))}</p>`,
  );
  const twin =
    row === null || (row['correlation_display'] ?? '') === '' ? '' : `<p>Correlation: ${escapeHtml(row['correlation_display'] ?? '')}</p>`;
  const button = writable ? `<div><button class="primary">${row === null ? 'Submit' : 'Update'}</button></div>` : '';
  const rest =
    row === null
      ? ''
      : `${isTask ? activity(instance, sysId) : ''}${attachments(instance, table, sysId)}${isTask ? tags(instance, table, sysId) : ''}`;
  return plainPage(
    title,
    `<h1>${escapeHtml(title)}</h1>${twin}<form class="record" method="post" action="/${table}.do?sys_id=${sysId}">${fields.join('')}${isTask && writable ? journalInputs : ''}${button}</form>${row === null ? '' : formLinks(instance, table, sysId)}${rest}`,
  );
}

async function save(instance: Instance, call: HttpCall, actor: Actor, table: string, sysId: string): Promise<string> {
  const form = new URLSearchParams(call.body.toString('utf8'));
  // Browsers write line ends as CRLF.
  const values = Object.fromEntries([...form].map(([name, value]) => [name, value.replaceAll('\r\n', '\n')] as const));
  const job = sysId === '-1' ? ({ kind: 'insert', table, values } as const) : ({ kind: 'update', table, sysId, values } as const);
  const result = await instance.engine.run(job, actor, true);
  if (result.kind !== 'done') throw new Error('message' in result ? result.message : 'not written');
  return result.text === undefined ? sysId : String(JSON.parse(result.text));
}

async function tag(instance: Instance, actor: Actor, table: string, sysId: string, name: string): Promise<void> {
  const where = [{ field: 'name', operator: '=', value: name }];
  const known = instance.database.select({ table: 'label', where, order: [], offset: 0, limit: 1 }, systemActor)[0]?.['sys_id'];
  const made =
    known === undefined
      ? await instance.engine.run(
          { kind: 'insert', table: 'label', values: { name, owner: actor.sysId, viewable_by: 'everyone', global: '1' } },
          actor,
          true,
        )
      : null;
  const label = known ?? (made?.kind === 'done' && made.text !== undefined ? String(JSON.parse(made.text)) : '');
  await instance.engine.run({ kind: 'insert', table: 'label_entry', values: { label, table, table_key: sysId } }, actor, true);
}

/** What the buttons of a record do, other than saving it. */
async function act(instance: Instance, call: HttpCall, actor: Actor, table: string, sysId: string): Promise<void> {
  const form = new URLSearchParams(call.query.get('do') === 'attach' ? '' : call.body.toString('utf8'));
  switch (call.query.get('do')) {
    case 'attach': {
      const { name = '', type = '', bytes = new Uint8Array() } = (await formUpload(call)) ?? {};
      if (name !== '') await instance.engine.run({ kind: 'attach', table, sysId, name, type, bytes }, actor, true);
      return;
    }
    case 'detach':
      await instance.engine.run({ kind: 'remove', table: 'sys_attachment', sysId: form.get('attachment') ?? '' }, actor, true);
      return;
    case 'tag':
      return tag(instance, actor, table, sysId, form.get('tag') ?? '');
    case 'untag':
      await instance.engine.run({ kind: 'remove', table: 'label_entry', sysId: form.get('entry') ?? '' }, actor, true);
  }
}

export async function recordPage(instance: Instance, call: HttpCall, actor: Actor, table: string): Promise<HttpAnswer> {
  const sysId = call.query.get('sys_id') ?? '-1';
  const row = sysId === '-1' ? null : instance.database.get(table, sysId);
  if (sysId !== '-1' && (row === null || !allowed(instance, actor, table, 'read')))
    return plainPage('Record not found', '<h1>Record not found</h1>', 404);
  const className = row?.['sys_class_name'] ?? table;
  if (call.method === 'GET') return recordForm(instance, actor, className, row);
  if (!allowed(instance, actor, className, row === null ? 'create' : 'write'))
    return plainPage('Security', '<h1>Security constraints prevent access to requested page</h1>', 403);
  if (call.query.has('do')) {
    await act(instance, call, actor, className, sysId);
    return redirect(`/${className}.do?sys_id=${sysId}`);
  }
  return redirect(`/${className}.do?sys_id=${await save(instance, call, actor, className, sysId)}`);
}
