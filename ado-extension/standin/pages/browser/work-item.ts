/** One work item: its fields, description, files and discussion, each with a form. */
import { longText } from './api.ts';
import type { Api, Item, ItemComment, ItemType, Operation } from './api.ts';
import { choice, el, form, isWriting, keepLooking, labelled, rich, valueOf } from './elements.ts';

const text = (item: Item, field: string): string => {
  const value = item.fields[field];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

const set = (field: string, value: string): Operation => ({ op: 'replace', path: `/fields/${field}`, value });

function editForm(api: Api, item: Item, type: ItemType | undefined, reload: () => Promise<void>): HTMLFormElement {
  const states = type?.states.map((state) => state.name) ?? [text(item, 'System.State')];
  const long = longText(type);
  const fields = [
    labelled('Title', el('input', { name: 'title', value: text(item, 'System.Title'), required: '' })),
    el(
      'div',
      { class: 'fields' },
      labelled('State', choice('state', states, text(item, 'System.State'))),
      labelled('Tags (with ; between)', el('input', { name: 'tags', value: text(item, 'System.Tags') })),
    ),
    labelled(`${long.label} (HTML)`, el('textarea', { name: 'description' }, text(item, long.field))),
  ];
  return form(fields, 'Save', async (values) => {
    // The guard of the host's own form: nobody has changed it since it was read.
    await api.update(item.id, [
      { op: 'test', path: '/rev', value: item.rev },
      set('System.Title', valueOf(values, 'title')),
      set('System.State', valueOf(values, 'state')),
      set('System.Tags', valueOf(values, 'tags')),
      set(long.field, valueOf(values, 'description')),
    ]);
    await reload();
  });
}

async function download(api: Api, url: string, name: string): Promise<void> {
  el('a', { href: await api.download(url), download: name }).click();
}

async function removeAndLeave(api: Api, id: number): Promise<void> {
  await api.remove(id);
  window.location.assign(window.location.pathname.replace(/\/edit\/\d+$/, ''));
}

function files(api: Api, item: Item, reload: () => Promise<void>): HTMLElement {
  const rows = (item.relations ?? []).flatMap((relation, index) => {
    if (relation.rel !== 'AttachedFile') return [];
    const name = String(relation.attributes['name']);
    const open = el('button', { type: 'button' }, name);
    open.addEventListener('click', () => void download(api, relation.url, name));
    const remove = el('button', { type: 'button', 'aria-label': `Remove ${name}` }, 'Remove');
    remove.addEventListener('click', () => {
      void api
        .update(item.id, [
          { op: 'test', path: '/rev', value: item.rev },
          { op: 'remove', path: `/relations/${index}` },
        ])
        .then(reload);
    });
    return [el('li', { class: 'row' }, open, `${String(relation.attributes['resourceSize'])} bytes`, remove)];
  });
  const add = form([labelled('File', el('input', { type: 'file', name: 'file', required: '' }))], 'Attach', async (values) => {
    const file = values.get('file');
    if (file instanceof File) await api.attach(item.id, file);
    await reload();
  });
  return el('section', { 'aria-label': 'Attachments' }, el('h2', {}, 'Attachments'), el('ul', {}, ...rows), add);
}

function discussion(api: Api, item: Item, comments: readonly ItemComment[], reload: () => Promise<void>): HTMLElement {
  const shown = comments.map((comment) =>
    el(
      'article',
      { class: 'comment' },
      el('header', {}, `${comment.createdBy.displayName}, ${new Date(comment.createdDate).toLocaleString()}`),
      rich(comment.text),
    ),
  );
  const add = form([labelled('Comment (HTML)', el('textarea', { name: 'text', required: '' }))], 'Comment', async (values) => {
    await api.comment(item.id, valueOf(values, 'text'));
    await reload();
  });
  return el('section', { 'aria-label': 'Discussion' }, el('h2', {}, 'Discussion'), ...shown, add);
}

function facts(item: Item): HTMLElement {
  const { 'System.ChangedDate': changed } = item.fields;
  const tags = text(item, 'System.Tags')
    .split('; ')
    .filter((tag) => tag !== '');
  return el(
    'div',
    { class: 'row' },
    el('strong', {}, text(item, 'System.State')),
    ...tags.map((tag) => el('span', { class: 'tag' }, tag)),
    el(
      'span',
      { class: 'muted' },
      `Revision ${item.rev}, changed ${typeof changed === 'string' ? new Date(changed).toLocaleString() : ''}`,
    ),
  );
}

async function showWorkItem(api: Api, id: number, place: HTMLElement): Promise<void> {
  const reload = (): Promise<void> => showWorkItem(api, id, place);
  const [item, comments, types] = await Promise.all([api.item(id), api.comments(id), api.types()]);
  const typeName = text(item, 'System.WorkItemType');
  const type = types.find((one) => one.name === typeName);
  const long = longText(type);
  const edit = el('details', {}, el('summary', {}, 'Edit'), editForm(api, item, type, reload));
  const refresh = el('button', { type: 'button' }, 'Refresh');
  refresh.addEventListener('click', () => void reload());
  const remove = el('button', { type: 'button' }, 'Delete');
  remove.addEventListener('click', () => void removeAndLeave(api, id));
  place.replaceChildren(
    el('h1', {}, `${typeName} ${id}: ${text(item, 'System.Title')}`),
    facts(item),
    el('section', { 'aria-label': long.label }, el('h2', {}, long.label), rich(text(item, long.field))),
    edit,
    files(api, item, reload),
    discussion(api, item, comments, reload),
    el('div', { class: 'row' }, refresh, remove),
  );
  place.dataset['rev'] = String(item.rev);
  window.dispatchEvent(new CustomEvent('work-item-shown'));
}

export async function watchWorkItem(api: Api, id: number, place: HTMLElement): Promise<void> {
  await showWorkItem(api, id, place);
  keepLooking(async () => {
    const { rev } = await api.item(id);
    if (String(rev) !== place.dataset['rev'] && !isWriting(place)) await showWorkItem(api, id, place);
  });
}
