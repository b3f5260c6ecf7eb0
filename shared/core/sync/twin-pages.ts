/**
 * The lists of a twin that grow with its issue (traces, hashes, losses) stand in pages of their own once the twin outgrows a row.
 *
 * 1. Below that size nothing is paged: not a request more than before.
 * 2. Row and pages are one commit. A page is written only where something in it has changed: what stands in a page stays in it, and
 *    what is new is in the row until there is enough of it for a page.
 * 3. Whoever reads a row and then pages of a later commit has a version that no commit takes any more.
 */
import type { Json, JsonObject } from '../json.ts';
import type { Store, StoredRecord, Write } from '../ports.ts';
import { sameJson } from '../richtext/normal.ts';
import { isList, listOf, objectOf } from '../rules/values.ts';
import { conflictError } from './conflict-error.ts';

/** Characters of JSON of a whole twin, and of the entries of one page. The rest of each list stays in the row. */
const MOST_CHARACTERS = 120_000;
export const PAGE_CHARACTERS = 35_000;
/** Of a row with what is still outside pages (ports.ts), with room for what the store adds. */
const MOST_ROW_CHARACTERS = 195_000;
/** Fewer entries are never so long. */
const FEW_ENTRIES = 150;
const MOST_KNOWN = 8;

/** By what an entry is known again. */
const LISTS = {
  comments: ['remote'],
  attachments: ['remote'],
  files: ['id'],
  written: ['what', 'of'],
} as const;
type ListName = keyof typeof LISTS;
const LIST_NAMES: readonly ListName[] = ['comments', 'attachments', 'files', 'written'];

interface Page {
  readonly text: string;
  readonly names: readonly string[];
}
type Pages = { readonly [list in ListName]: readonly Page[] };

/** Pages of the twins that were read or written last, by the version of their row. */
export type KnownPages = Map<string, { readonly version: number; readonly pages: Pages }>;

const NO_PAGES: Pages = { comments: [], attachments: [], files: [], written: [] };

export function pageKey(twinKey: string, list: string, index: number): string {
  return twinKey.replace(':', ':traces:') + ':' + list + ':' + String(index);
}

function entriesOf(twin: JsonObject, list: ListName): readonly Json[] {
  return listOf(list === 'written' ? objectOf(twin['losses'])['written'] : twin[list]);
}

function withLists(twin: JsonObject, lists: { readonly [list in ListName]: readonly Json[] }): JsonObject {
  const { written, ...others } = lists;
  return { ...twin, ...others, losses: { ...objectOf(twin['losses']), written } };
}

function nameOf(list: ListName, entry: Json): string {
  const object = objectOf(entry);
  return LISTS[list]
    .map((member) => {
      const value = object[member];
      return typeof value === 'string' ? value : '';
    })
    .join(' ');
}

/** What of a twin always stays in its row, for asking whether it fits. */
export function unpaged(twin: JsonObject): JsonObject {
  return isLarge(twin) ? withLists(twin, { comments: [], attachments: [], files: [], written: [] }) : twin;
}

/** `pages` says that there were some, of whichever version: they may be fewer, and none may be left. */
export function isLarge(twin: JsonObject): boolean {
  if (twin['pages'] !== undefined) return true;
  let entries = 0;
  for (const list of LIST_NAMES) entries += entriesOf(twin, list).length;
  return entries >= FEW_ENTRIES && JSON.stringify(twin).length > MOST_CHARACTERS;
}

/** Without what the store alone has to do with. */
export function bare(twin: Json): JsonObject {
  const { pages: _pages, noted: _noted, ...rest } = objectOf(twin);
  return rest;
}

/** Whether they say the same: a list that has pages comes back in the order in which they were filled. */
export function sameTwin(one: Json, other: Json): boolean {
  return sameJson(ordered(bare(one)), ordered(bare(other)));
}

function ordered(twin: JsonObject): JsonObject {
  const sorted = (list: ListName): Json[] =>
    entriesOf(twin, list)
      .map((entry) => JSON.stringify(entry))
      .sort((a, b) => (a === b ? 0 : a < b ? -1 : 1));
  const lists = { comments: sorted('comments'), attachments: sorted('attachments'), files: sorted('files'), written: sorted('written') };
  return withLists(twin, lists);
}

function pageOf(list: ListName, entries: readonly Json[]): Page {
  return { text: JSON.stringify(entries), names: entries.map((entry) => nameOf(list, entry)) };
}

async function readPages(store: Store, known: KnownPages, row: StoredRecord): Promise<Pages> {
  const cached = known.get(row.key);
  if (cached !== undefined && cached.version === row.version) return cached.pages;
  const counts = objectOf(objectOf(row.value)['pages']);
  const pages: { [list in ListName]: Page[] } = { comments: [], attachments: [], files: [], written: [] };
  for (const list of LIST_NAMES) {
    for (let i = 0; i < Number(counts[list] ?? 0); i++) {
      const record = await store.get('chunk', pageKey(row.key, list, i));
      const entries = record === null ? undefined : objectOf(record.value)['entries'];
      if (!isList(entries)) throw conflictError();
      pages[list].push(pageOf(list, entries));
    }
  }
  remember(known, row.key, row.version, pages);
  return pages;
}

export function remember(known: KnownPages, key: string, version: number, pages: Pages): void {
  known.delete(key);
  known.set(key, { version, pages });
  if (known.size <= MOST_KNOWN) return;
  const keys: string[] = [];
  known.forEach((_value, one) => keys.push(one));
  known.delete(keys[0] ?? key);
}

/** The row with all that stands in its pages. */
export async function whole(store: Store, known: KnownPages, row: StoredRecord): Promise<StoredRecord> {
  const twin = objectOf(row.value);
  if (twin['pages'] === undefined) return row;
  const pages = await readPages(store, known, row);
  const lists: { [list in ListName]: Json[] } = { comments: [], attachments: [], files: [], written: [] };
  for (const list of LIST_NAMES) {
    for (const { text } of pages[list]) for (const entry of parsed(text)) lists[list].push(entry);
    for (const entry of entriesOf(twin, list)) lists[list].push(entry);
  }
  return { ...row, value: withLists(twin, lists) };
}

function parsed(text: string): readonly Json[] {
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- what JSON.parse gives is JSON
  return listOf(JSON.parse(text) as Json);
}

export interface Paged {
  readonly row: JsonObject;
  readonly writes: readonly Write[];
  readonly pages: Pages;
}

/** `version`: of the row that is replaced; null: there is none. */
export async function paged(store: Store, known: KnownPages, key: string, version: number | null, twin: JsonObject): Promise<Paged> {
  const before = version === null ? NO_PAGES : await pagesAt(store, known, key, version);
  const { pages: _, ...rest } = twin;
  const arranged = arrangedFor(rest, before);
  const writes: Write[] = [];
  const pages: { [list in ListName]: Page[] } = { comments: [], attachments: [], files: [], written: [] };
  const counts: { [list: string]: number } = {};
  for (const list of LIST_NAMES) {
    pages[list] = arranged[list].buckets.map((entries) => pageOf(list, entries));
    if (pages[list].length > 0) counts[list] = pages[list].length;
    arranged[list].buckets.forEach((entries, i) => {
      if (before[list][i]?.text !== pages[list][i]?.text)
        writes.push({ op: 'put', table: 'chunk', key: pageKey(key, list, i), value: { entries } });
    });
    for (let i = pages[list].length; i < before[list].length; i++)
      writes.push({ op: 'remove', table: 'chunk', key: pageKey(key, list, i) });
  }
  const row = withTails(rest, arranged);
  return { row: Object.keys(counts).length === 0 ? row : { ...row, pages: counts }, writes, pages };
}

/** `buckets`: by page. `tail`: what stays in the row. */
interface Arranged {
  readonly buckets: readonly Json[][];
  readonly tail: readonly Json[];
}
type AllArranged = { readonly [list in ListName]: Arranged };

/** Where all else in the row leaves no room for them, also the rests of the lists are in pages, the longest first. */
function arrangedFor(twin: JsonObject, before: Pages): AllArranged {
  const of = (list: ListName): Arranged => arrange(list, entriesOf(twin, list), before[list]);
  let all: AllArranged = { comments: of('comments'), attachments: of('attachments'), files: of('files'), written: of('written') };
  const length = (list: ListName): number => JSON.stringify(all[list].tail).length;
  for (const list of LIST_NAMES.slice().sort((a, b) => length(b) - length(a))) {
    if (JSON.stringify(withTails(twin, all)).length <= MOST_ROW_CHARACTERS) break;
    all = { ...all, [list]: withoutTail(all[list]) };
  }
  return all;
}

function withTails(twin: JsonObject, { comments, attachments, files, written }: AllArranged): JsonObject {
  return withLists(twin, { comments: comments.tail, attachments: attachments.tail, files: files.tail, written: written.tail });
}

function withoutTail({ buckets, tail }: Arranged): Arranged {
  if (tail.length === 0) return { buckets, tail };
  const last = buckets[buckets.length - 1];
  const longer = last === undefined ? null : [...last, ...tail];
  const fits = longer !== null && JSON.stringify(longer).length <= 2 * PAGE_CHARACTERS;
  return { buckets: fits ? [...buckets.slice(0, -1), longer] : [...buckets, tail.slice()], tail: [] };
}

async function pagesAt(store: Store, known: KnownPages, key: string, version: number): Promise<Pages> {
  const cached = known.get(key);
  if (cached !== undefined && cached.version === version) return cached.pages;
  const row = await store.get('twin', key);
  return row === null ? NO_PAGES : await readPages(store, known, row);
}

/** What stands in a page stays in it; of the rest, whole pages are made, and what is left stays in the row. */
function arrange(list: ListName, entries: readonly Json[], before: readonly Page[]): Arranged {
  const place = new Map<string, number>();
  before.forEach(({ names }, i) => names.forEach((name) => place.set(name, i)));
  const buckets: Json[][] = before.map(() => []);
  let tail: Json[] = [];
  let characters = 0;
  for (const entry of entries) {
    const at = place.get(nameOf(list, entry));
    const bucket = at === undefined ? undefined : buckets[at];
    if (bucket !== undefined) {
      bucket.push(entry);
      continue;
    }
    tail.push(entry);
    characters += JSON.stringify(entry).length + 1;
    if (characters < PAGE_CHARACTERS) continue;
    buckets.push(tail);
    tail = [];
    characters = 0;
  }
  while (buckets.length > 0 && (buckets[buckets.length - 1] ?? []).length === 0) buckets.pop();
  return { buckets, tail };
}
