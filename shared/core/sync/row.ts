/** A stored message, and the receipts that answer it. */
import type { ConnectionId } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { Write } from '../ports.ts';
import { objectOf } from '../rules/values.ts';
import { copiesMade } from './copies.ts';
import { lostTogether } from './lost.ts';
import type { Loaded, Sync } from './records.ts';
import { outboxWrite } from './records.ts';
import type { Remote, Twin } from './twin.schema.ts';

export interface InboxRow {
  readonly key: string;
  readonly version: number;
  readonly type: string;
  readonly body: JsonObject;
  /** The partner's issue that it is about, where it is about one. */
  readonly issue: string | null;
  /** When it was stored (ms); null: before this was kept. */
  readonly receivedAt: number | null;
  /** Since when one side may have forgotten what the other tells (message.schema.ts). */
  readonly anew: number | null;
}

/** `held`: an error. `waiting`: for blobs. `busy`: another worker has it. */
export type Outcome = 'done' | 'held' | 'waiting' | 'busy';

export function removeRow(row: InboxRow): Write {
  return { op: 'remove', table: 'inbox', key: row.key, version: row.version };
}

/** An earlier message about the same issue that was held up has given way to the one that is done now. */
export function unheldWrites(remote: Loaded<Remote> | null): readonly Write[] {
  if (remote === null || remote.value.hold === null) return [];
  return [{ op: 'replace', table: 'remote', key: remote.key, version: remote.version, value: { ...remote.value, hold: null, n: null } }];
}

/** What both receipts say they are about; `issue` is the partner's own. */
function about(row: InboxRow): JsonObject {
  const version: Json | undefined = objectOf(row.body['version'])['own'];
  return { type: row.type.slice(0, 40), issue: row.issue, version: typeof version === 'number' ? version : null };
}

export function appliedWrite(sync: Sync, connectionId: ConnectionId, row: InboxRow, twin: Twin): Write {
  return outboxWrite(sync, connectionId, 'applied', {
    about: about(row),
    issue: { id: twin.issueId, key: twin.key, url: twin.url, ...statusShared(twin) },
    seen: twin.remoteVersion,
    losses: lostTogether(twin.losses.written).slice(0, 100),
    copies: copiesMade(twin),
  });
}

/** Only where the outgoing script sends it too. */
function statusShared({ sent, ourStatus }: Twin): JsonObject {
  return sent['status'] === undefined || ourStatus === undefined ? {} : { status: ourStatus };
}

/** What the partner is told of a message that an admin has passed over. */
export const SKIPPED = 'skipped';

export interface Failure {
  readonly code: string;
  readonly whose: string;
  readonly params: { readonly [name: string]: string };
}

/** Only what may leave the process (fault.ts), as the partner sees it. `twin`: null where there is none yet. */
export function failedWrite(sync: Sync, connectionId: ConnectionId, row: InboxRow, twin: Twin | null, failure: Failure): Write {
  return outboxWrite(sync, connectionId, 'failed', {
    about: about(row),
    issue: twin === null ? null : { id: twin.issueId, key: twin.key, url: twin.url },
    code: failure.code,
    whose: failure.whose === 'partner' ? 'ours' : failure.whose === 'ours' ? 'partner' : failure.whose,
    params: cutAll(failure.params),
  });
}

function cutAll(params: { readonly [name: string]: string }): { readonly [name: string]: string } {
  const cut: { [name: string]: string } = {};
  for (const name of Object.keys(params)) cut[name] = (params[name] ?? '').slice(0, 500);
  return cut;
}
