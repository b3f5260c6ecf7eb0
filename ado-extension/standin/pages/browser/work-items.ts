/** The script of the work item pages: the list with the form for a new one, or one work item. */
import { workItemsContextSchema } from '../context.ts';
import type { WorkItemsContext } from '../context.ts';
import { Api, longText } from './api.ts';
import type { Item } from './api.ts';
import { choice, el, form, keepLooking, labelled, valueOf } from './elements.ts';
import { watchWorkItem } from './work-item.ts';

const shown = (value: unknown): string => (typeof value === 'string' ? value : '');

function row(context: WorkItemsContext, item: Item): HTMLElement {
  const link = el(
    'a',
    {
      href: `${context.organizationPath}/${encodeURIComponent(context.project)}/_workitems/edit/${item.id}?account=${encodeURIComponent(context.account)}`,
    },
    shown(item.fields['System.Title']),
  );
  const cells = [
    String(item.id),
    shown(item.fields['System.WorkItemType']),
    link,
    shown(item.fields['System.State']),
    shown(item.fields['System.Tags']),
  ];
  return el('tr', {}, ...cells.map((cell) => el('td', {}, cell)));
}

async function createForm(api: Api, context: WorkItemsContext): Promise<HTMLElement> {
  const types = await api.types();
  const names = types.map((type) => type.name);
  const fields = [
    labelled('Type', choice('type', names, names[0] ?? '')),
    labelled('Title', el('input', { name: 'title', required: '' })),
    labelled('Tags (with ; between)', el('input', { name: 'tags' })),
    labelled('Description, or steps to reproduce a bug (HTML)', el('textarea', { name: 'description' })),
  ];
  const made = form(fields, 'Create', async (values) => {
    const chosen = valueOf(values, 'type');
    const long = longText(types.find((type) => type.name === chosen));
    const written = [
      ['System.Title', 'title'],
      ['System.Tags', 'tags'],
      [long.field, 'description'],
    ] as const;
    const operations = written
      .map(([field, name]) => ({ op: 'add', path: `/fields/${field}`, value: valueOf(values, name) }))
      .filter((operation) => operation.value !== '');
    const item = await api.create(chosen, operations);
    window.location.assign(
      `${context.organizationPath}/${encodeURIComponent(context.project)}/_workitems/edit/${item.id}?account=${encodeURIComponent(context.account)}`,
    );
  });
  return el('details', context.create ? { open: '' } : {}, el('summary', {}, 'New work item'), made);
}

const revisionsOf = (items: readonly Item[]): string => items.map((item) => `${item.id}.${item.rev}`).join(' ');

async function showList(api: Api, context: WorkItemsContext, place: HTMLElement): Promise<void> {
  const [items, create] = await Promise.all([api.items(), createForm(api, context)]);
  const head = ['ID', 'Type', 'Title', 'State', 'Tags'].map((name) => el('th', { scope: 'col' }, name));
  const rows = el('tbody', {}, ...items.map((item) => row(context, item)));
  place.replaceChildren(
    el('h1', {}, `Work items of ${context.project}`),
    create,
    el('table', {}, el('thead', {}, el('tr', {}, ...head)), rows),
  );
  let shownRevisions = revisionsOf(items);
  keepLooking(async () => {
    const again = await api.items();
    if (revisionsOf(again) === shownRevisions) return;
    shownRevisions = revisionsOf(again);
    rows.replaceChildren(...again.map((item) => row(context, item)));
  });
}

async function start(): Promise<void> {
  const place = document.getElementById('content');
  const data = document.getElementById('work-items-context')?.textContent ?? '';
  if (place === null) return;
  const context = workItemsContextSchema.parse(JSON.parse(data));
  const api = new Api(context);
  try {
    await (context.id === null ? showList(api, context, place) : watchWorkItem(api, context.id, place));
  } catch (error) {
    place.replaceChildren(el('div', { class: 'problem', role: 'alert' }, error instanceof Error ? error.message : String(error)));
  }
}

void start();
