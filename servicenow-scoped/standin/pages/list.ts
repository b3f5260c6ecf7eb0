/** Lists of records: `{table}_list.do?sysparm_query=…`. */
import type { Actor } from '../db/types.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { displayed } from '../rest/represent.ts';
import { allowed } from '../rest/table.ts';
import { escapeHtml } from './html.ts';
import { plainPage } from './shell.ts';

const taskColumns = ['number', 'short_description', 'caller_id', 'priority', 'state', 'assigned_to', 'sys_updated_on'];
const most = 50;

function columnsOf(instance: Instance, table: string): readonly string[] {
  const fields = instance.dictionary.fields(table);
  const preferred = taskColumns.filter((element) => fields.has(element));
  if (preferred.length > 3) return preferred;
  const own =
    instance.dictionary.table(table)?.fields.filter((field) => field.type !== 'password2' && (field.maxLength ?? 40) <= 255) ?? [];
  return [...own.slice(0, 6).map((field) => field.element), 'sys_updated_on'];
}

export function listPage(instance: Instance, call: HttpCall, actor: Actor, table: string): HttpAnswer {
  const { dictionary, database } = instance;
  const label = dictionary.table(table)?.label ?? table;
  const title = `${label}s`;
  if (!allowed(instance, actor, table, 'read'))
    return plainPage(title, `<h1>${escapeHtml(title)}</h1><p>Security constraints prevent access to requested page</p>`, 403);
  const query = call.query.get('sysparm_query') ?? '';
  const rows = database.select(
    { table, where: [{ encoded: query }], order: [{ field: 'sys_updated_on', descending: true }], offset: 0, limit: most },
    actor,
  );
  const columns = columnsOf(instance, table);
  const head = columns.map((element) => `<th scope="col">${escapeHtml(dictionary.field(table, element)?.label ?? element)}</th>`).join('');
  const body = rows.map((row) => {
    const cells = columns.map((element, index) => {
      const field = dictionary.field(table, element);
      const text = escapeHtml(field === undefined ? '' : displayed(instance, row['sys_class_name'] ?? table, field, row[element] ?? ''));
      return index === 0
        ? `<td><a href="/${table}.do?sys_id=${row['sys_id'] ?? ''}">${text === '' ? '(empty)' : text}</a></td>`
        : `<td>${text}</td>`;
    });
    return `<tr>${cells.join('')}</tr>`;
  });
  const create = allowed(instance, actor, table, 'create') ? `<a href="/${table}.do?sys_id=-1">New</a>` : '';
  const nothing = rows.length === 0 ? '<p>No records to display</p>' : '';
  const filter = query === '' ? 'All' : escapeHtml(query);
  return plainPage(
    title,
    `<div class="row"><h1>${escapeHtml(title)}</h1><span class="fill"></span>${create}</div><p>${filter}</p><table><thead><tr>${head}</tr></thead><tbody>${body.join('')}</tbody></table>${nothing}`,
  );
}
