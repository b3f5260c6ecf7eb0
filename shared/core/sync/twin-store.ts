/**
 * The store as the sync engine sees it.
 *
 * 1. A twin is read and written whole, however large it is (twin-pages.ts).
 * 2. What admins are shown of a connection is found without reading all its twins: a twin that is held up, or not under sync yet, and
 *    a message that is held up, have a row in table `held` from the same commit on. The row of a twin that has none costs nothing.
 */
import type { Json, JsonObject } from '../json.ts';
import type { Store, Table, Write } from '../ports.ts';
import { isObject, objectOf } from '../rules/values.ts';
import { isLarge, paged, remember, whole } from './twin-pages.ts';
import type { KnownPages, Paged } from './twin-pages.ts';
import type { Hold } from './twin.schema.ts';

/** A row of table `held`, key `{connectionId}:{twin or remote}:{issue id}`. `at`: since when it is held up (ms); null: it is not. */
export interface Mark {
  readonly at: number | null;
  readonly synced: boolean;
}

export function twinStore(store: Store): Store {
  const known: KnownPages = new Map();
  return {
    async get(table, key) {
      const record = await store.get(table, key);
      return record === null || table !== 'twin' ? record : await whole(store, known, record);
    },
    async list(table, query) {
      return await store.list(table, query);
    },
    async commit(writes) {
      const { all } = await prepared(store, known, writes);
      return await store.commit(all);
    },
    ...(store.commitVersions === undefined
      ? {}
      : {
          async commitVersions(writes: readonly Write[]) {
            const { all, twins } = await prepared(store, known, writes);
            const versions = await store.commitVersions?.(all);
            if (versions === undefined || versions === 'conflict') return 'conflict' as const;
            for (const { key, pages } of twins) {
              const at = all.findIndex((write) => write.table === 'twin' && write.key === key);
              const version = versions[at] ?? null;
              if (version !== null) remember(known, key, version, pages);
            }
            return versions.slice(0, writes.length);
          },
        }),
    ...(store.numberOf === undefined
      ? {}
      : {
          async numberOf(table: Table, prefix: string) {
            return (await store.numberOf?.(table, prefix)) ?? 0;
          },
        }),
  };
}

interface Prepared {
  /** Those given, in their order, then what follows from them. */
  readonly all: readonly Write[];
  readonly twins: readonly (Paged & { readonly key: string })[];
}

async function prepared(store: Store, known: KnownPages, writes: readonly Write[]): Promise<Prepared> {
  const given: Write[] = [];
  const more: Write[] = [];
  const twins: (Paged & { readonly key: string })[] = [];
  for (const one of writes) {
    const { write, mark } = marked(one);
    if (mark !== null) more.push(mark);
    if (write.table !== 'twin' || !isWriting(write) || !isObject(write.value) || !isLarge(write.value)) {
      given.push(write);
      continue;
    }
    const made = await paged(store, known, write.key, write.op === 'replace' ? write.version : null, write.value);
    given.push({ ...write, value: made.row });
    for (const page of made.writes) more.push(page);
    twins.push({ ...made, key: write.key });
  }
  return { all: [...given, ...more], twins };
}

type Writing = Extract<Write, { readonly value: Json }>;

function isWriting(write: Write): write is Writing {
  return write.op === 'create' || write.op === 'replace' || write.op === 'put';
}

/** `noted` in a row is what its row in `held` says; left out of a twin: there is none; of another: not known. */
function marked(write: Write): { readonly write: Write; readonly mark: Write | null } {
  const { table } = write;
  if (table !== 'twin' && table !== 'remote') return { write, mark: null };
  const key = markKey(table, write.key);
  if (write.op === 'remove') return { write, mark: { op: 'remove', table: 'held', key } };
  if (!isWriting(write) || !isObject(write.value)) return { write, mark: null };
  const wanted = table === 'twin' ? markOf(write.value) : remoteMarkOf(write.value);
  const noted = write.value['noted'] ?? (table === 'twin' || write.op === 'create' ? NONE : null);
  const text = wanted === null ? NONE : (wanted.synced ? 's' : 'n') + String(wanted.at ?? '');
  if (noted === text) return { write, mark: null };
  const { noted: _, ...rest } = write.value;
  const value = text === NONE && table === 'twin' ? rest : { ...rest, noted: text };
  const mark: Write =
    wanted === null
      ? { op: 'remove', table: 'held', key }
      : { op: 'put', table: 'held', key, value: { at: wanted.at, synced: wanted.synced } };
  return { write: { ...write, value }, mark };
}

const NONE = 'no';

/** Of a row of table `remote` that nothing is held up in from now on. `hold`: why it was until now. */
export function notedAs(hold: Hold | null): { readonly noted?: string } {
  return hold === null ? { noted: NONE } : {};
}

export function markKey(table: 'twin' | 'remote', key: string): string {
  return key.replace(':', ':' + table + ':');
}

function markOf(twin: JsonObject): Mark | null {
  const since = objectOf(twin['hold'])['since'];
  const told = objectOf(twin['partnerError'])['at'];
  const at = typeof since === 'number' ? since : typeof told === 'number' ? told : null;
  const synced = twin['origin'] === 'theirs' || Number(twin['localVersion']) > 0 || Number(twin['remoteVersion']) > 0;
  return at === null && synced ? null : { at, synced };
}

function remoteMarkOf(remote: JsonObject): Mark | null {
  const since = objectOf(remote['hold'])['since'];
  return typeof since === 'number' ? { at: since, synced: true } : null;
}
