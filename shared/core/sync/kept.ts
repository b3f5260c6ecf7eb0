/**
 * The partner's description as it came, kept beside what our tracker shows of it, where it cannot show everything: what no user
 * edits here goes back as it came (richtext/kept.ts).
 *
 * 1. It is stored before the description is written, and counts from the commit on that closes that write; at most the one
 *    before it is there as well. Where nothing has to be kept any more, that is kept, as no pieces.
 * 2. What is too long for it is not kept: then the other side gets what our tracker shows.
 */
import { asciiJson } from '../connection/invitation/ascii-json.ts';
import type { ConnectionId } from '../ids.ts';
import type { Json } from '../json.ts';
import type { Write } from '../ports.ts';
import type { RichDocument, RichNode } from '../richtext/document.ts';
import type { KeptPart } from '../richtext/kept.ts';
import { keptParts, mergedDocument } from '../richtext/kept.ts';
import { richDocument } from '../richtext/nodes.ts';
import { sameDocument } from '../richtext/normal.ts';
import { COMMON_MARKS, COMMON_NODES } from '../richtext/shapes.ts';
import { simplify } from '../richtext/simplify.ts';
import { documentJson } from '../rules/script-view.ts';
import { fingerprint } from './fingerprint.ts';
import type { Sync } from './records.ts';
import { commit, load } from './records.ts';
import type { Kept } from './twin.schema.ts';
import { readChunk, readKeptParts } from './twin.schema.ts';

/** Of ASCII, whose quotes a store escapes once more. */
const PIECE = 100_000;
const MAX_PIECES = 8;

type Name = Pick<Kept, 'name' | 'pieces'>;

function pieceKey(connectionId: ConnectionId, remoteId: string, name: string, index: number): string {
  return connectionId + ':kept:' + remoteId + ':' + name + ':' + String(index);
}

function removals(connectionId: ConnectionId, remoteId: string, { name, pieces }: Name): Write[] {
  const writes: Write[] = [];
  for (let i = 0; i < pieces; i++) writes.push({ op: 'remove', table: 'chunk', key: pieceKey(connectionId, remoteId, name, i) });
  return writes;
}

export interface Keeping {
  /** Null: nothing has to be kept. */
  readonly kept: Kept | null;
  /** What our tracker will show. */
  readonly shown: RichDocument | null;
}

/** `given`: as it came. `local`: the same with our own people and files, as it will be written. */
export async function keep(
  sync: Sync,
  connectionId: ConnectionId,
  remoteId: string,
  before: Kept | null,
  { given, local }: { readonly given: RichDocument | null; readonly local: RichDocument | null },
): Promise<Keeping> {
  if (given === null || local === null) return { kept: await nothing(sync, connectionId, remoteId, before), shown: local };
  const projected: (readonly RichNode[])[] = [];
  const all: RichNode[] = [];
  for (const block of local.content) {
    const { content } = await shownHere(sync, richDocument([block]));
    projected.push(content);
    all.push(...content);
  }
  const shown = richDocument(all);
  if (sameDocument(given, shown)) return { kept: await nothing(sync, connectionId, remoteId, before), shown };
  const shows = await fingerprint(sync.ports.crypto, documentJson(shown));
  const name = (await fingerprint(sync.ports.crypto, [documentJson(given), shows])).slice(0, 12);
  await tidy(sync, connectionId, remoteId, before, name);
  const pieces = await store(sync, connectionId, remoteId, name, keptParts(given.content, projected, all));
  return { kept: { name, pieces, shows, before: lastOf(before, name) }, shown };
}

const NONE = 'none';

async function nothing(sync: Sync, connectionId: ConnectionId, remoteId: string, before: Kept | null): Promise<Kept | null> {
  await tidy(sync, connectionId, remoteId, before, NONE);
  const last = lastOf(before, NONE);
  return last === null ? null : { name: NONE, pieces: 0, shows: '', before: last };
}

/** What the twin named until now, which still counts where the write does not happen. */
function lastOf(before: Kept | null, name: string): Name | null {
  return before === null || before.pieces === 0 || before.name === name ? null : { name: before.name, pieces: before.pieces };
}

/** What it named before that. */
async function tidy(sync: Sync, connectionId: ConnectionId, remoteId: string, before: Kept | null, name: string): Promise<void> {
  const stale = before === null ? null : before.before;
  if (stale !== null && stale.name !== name) await commit(sync, removals(connectionId, remoteId, stale));
}

/** What our tracker will show of it, as far as its dialect says. */
export async function shownHere({ ports }: Sync, document: RichDocument): Promise<RichDocument> {
  const { tracker } = ports;
  if (tracker.shows !== undefined) return await tracker.shows(document);
  return simplify(document, { nodes: COMMON_NODES, marks: COMMON_MARKS }).document;
}

/** How many pieces; none: it is too long. */
async function store(sync: Sync, connectionId: ConnectionId, remoteId: string, name: string, parts: readonly KeptPart[]): Promise<number> {
  const text = asciiJson(parts.map(({ given, shown }) => [nodesJson(given), nodesJson(shown)]));
  const pieces = Math.ceil(text.length / PIECE);
  if (pieces > MAX_PIECES) {
    sync.ports.log.write('info', 'kept.tooLong', { connectionId, remoteId, characters: text.length });
    return 0;
  }
  for (let i = 0; i < pieces; i++) {
    const value = { data: text.slice(i * PIECE, (i + 1) * PIECE) };
    await commit(sync, [{ op: 'put', table: 'chunk', key: pieceKey(connectionId, remoteId, name, i), value }]);
  }
  return pieces;
}

function nodesJson(nodes: readonly RichNode[]): Json {
  return documentJson(richDocument(nodes));
}

async function partsOf(
  sync: Sync,
  connectionId: ConnectionId,
  remoteId: string,
  { name, pieces }: Name,
): Promise<readonly KeptPart[] | null> {
  let text = '';
  for (let i = 0; i < pieces; i++) {
    const piece = await load(sync.ports.store, 'chunk', pieceKey(connectionId, remoteId, name, i), readChunk);
    if (piece === null) return null;
    text += piece.value.data;
  }
  return readKeptParts(JSON.parse(text)).map(([given, shown]) => ({ given: given.content, shown: shown.content }));
}

/** Our tracker shows the description we have just written as `shown`: it may have made something else of it than its dialect says. */
export async function keptAsShown(
  sync: Sync,
  connectionId: ConnectionId,
  remoteId: string,
  kept: Kept,
  shown: RichDocument | null,
): Promise<Kept | null> {
  if (kept.pieces === 0) return kept;
  const shows = await fingerprint(sync.ports.crypto, documentJson(shown ?? richDocument([])));
  if (shows === kept.shows) return kept;
  const parts = await partsOf(sync, connectionId, remoteId, kept);
  if (parts === null) return null;
  const given: RichNode[] = [];
  const projected: (readonly RichNode[])[] = [];
  for (const part of parts) {
    part.given.forEach((block, index) => {
      given.push(block);
      projected.push(index === 0 ? part.shown : []);
    });
  }
  const now = keptParts(given, projected, shown === null ? [] : shown.content);
  const pieces = await store(sync, connectionId, remoteId, kept.name, now);
  return { ...kept, pieces, shows };
}

/** The description with everything that our tracker cannot show and nobody has edited. */
export async function restored(
  sync: Sync,
  connectionId: ConnectionId,
  remoteId: string,
  kept: Kept,
  description: RichDocument | null,
): Promise<RichDocument | null> {
  if (description === null || kept.pieces === 0) return description;
  const parts = await partsOf(sync, connectionId, remoteId, kept);
  return parts === null ? description : mergedDocument(parts, description);
}
