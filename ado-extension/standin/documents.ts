/** Extension documents: collections of JSON documents with etags, by organization, extension and scope; in a file if asked. */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import * as z from 'zod';
import type { Json } from './json.ts';

export interface Document {
  readonly id: string;
  readonly __etag: number;
  readonly [member: string]: Json;
}

const etagOf = (document: Document): number => document['__etag'];

const fileSchema = z.record(
  z.string(),
  z.record(z.string(), z.intersection(z.object({ id: z.string(), __etag: z.number() }), z.record(z.string(), z.json()))),
);

export type Put = { readonly outcome: 'done'; readonly document: Document } | { readonly outcome: 'exists' | 'missing' | 'stale' };

export class Documents {
  readonly #collections: Map<string, Map<string, Document>>;
  readonly #file: string | null;

  constructor(file: string | null) {
    this.#file = file;
    const stored = file !== null && existsSync(file) ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {};
    this.#collections = new Map(Object.entries(stored).map(([name, documents]) => [name, new Map(Object.entries(documents))]));
  }

  list(collection: string): readonly Document[] | null {
    const found = this.#collections.get(collection);
    return found === undefined ? null : [...found.values()];
  }

  get(collection: string, id: string): Document | null {
    return this.#collections.get(collection)?.get(id) ?? null;
  }

  /** `create` refuses what exists, `update` what does not, and both an etag that is not the stored one (-1: any). */
  put(collection: string, id: string, value: { readonly [member: string]: Json }, how: 'create' | 'set' | 'update'): Put {
    const current = this.get(collection, id);
    const etag = typeof value['__etag'] === 'number' ? value['__etag'] : null;
    if (how === 'create' && current !== null) return { outcome: 'exists' };
    if (how === 'update' && current === null) return { outcome: 'missing' };
    if (current !== null && etag !== -1 && etag !== etagOf(current)) return { outcome: 'stale' };
    const document: Document = { ...value, id, __etag: (current === null ? 0 : etagOf(current)) + 1 };
    const documents = this.#collections.get(collection) ?? new Map<string, Document>();
    documents.set(id, document);
    this.#collections.set(collection, documents);
    this.#save();
    return { outcome: 'done', document };
  }

  remove(collection: string, id: string): boolean {
    const removed = this.#collections.get(collection)?.delete(id) ?? false;
    if (removed) this.#save();
    return removed;
  }

  #save(): void {
    if (this.#file === null) return;
    const plain = Object.fromEntries([...this.#collections].map(([name, documents]) => [name, Object.fromEntries(documents)]));
    writeFileSync(`${this.#file}.new`, JSON.stringify(plain, null, 1));
    renameSync(`${this.#file}.new`, this.#file);
  }
}
