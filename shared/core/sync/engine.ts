/**
 * The seam between the two halves of the core: `connection/` carries messages, `sync/` makes and applies them.
 * They meet in three tables and in this interface:
 *
 * 1. `outbox`, key `{connectionId}:{sortable}`: `sync/` creates rows in the same commit as what they announce;
 *    `connection/` numbers them at sending, moves them to `sent`, and removes them when acknowledged.
 * 2. `inbox`, key `{connectionId}:{n as 12 digits}`: `connection/` stores the contiguous prefix in one commit with its
 *    receive state; `sync/` removes a row in the same commit as what it applied.
 * 3. Blobs stand outside the numbering and are asked for and served through this interface.
 */
import type { ConnectionId, IssueId, Sha256 } from '../ids.ts';
import type { JsonObject } from '../json.ts';

/** An outbox row's value, and a message's members besides its number. At most 200,000 characters of JSON. */
export interface OutboxRow {
  readonly type: 'issue' | 'issueRemoved' | 'lifecycle' | 'hello' | 'applied' | 'failed';
  readonly body: JsonObject;
}

export interface BlobWant {
  readonly sha256: Sha256;
  readonly offset: number;
}

export interface BlobChunk {
  readonly sha256: Sha256;
  readonly offset: number;
  readonly total: number;
  /** Base64 of at most 128 KiB. */
  readonly data: string;
}

export interface SyncCounts {
  /** Issues under sync. */
  readonly twins: number;
  /** Messages not yet acknowledged by the partner. */
  readonly waitingToSend: number;
  /** Messages stored and not yet applied. */
  readonly waitingToApply: number;
  /** Issues held up by an error. */
  readonly errors: number;
}

/** Why an issue is held up: a fault's code and params. */
export interface SyncProblem {
  readonly code: string;
  readonly params: { readonly [name: string]: string };
  readonly whose: string;
}

export interface SyncEngine {
  /** A hint that an issue may have changed. Cheap: one commit, then `wake`. */
  notice(issueId: IssueId, stamp?: number | null): Promise<void>;
  /** Asks the tracker's change feed what the hints missed; `notice`s each. */
  reconcile(): Promise<void>;
  /** Turns noticed issues into outbox rows, until `until` (ms) passes or nothing is left. True: there is more. */
  collect(until: number): Promise<boolean>;
  /** Applies stored messages of one connection: in order for each issue, a failing issue holds up only itself. True: there is more that could be done now. */
  apply(connectionId: ConnectionId, until: number): Promise<boolean>;
  /** Blobs that stored messages of this connection still need, at most `limit`. */
  wants(connectionId: ConnectionId, limit: number): Promise<readonly BlobWant[]>;
  /** Only blobs announced on this connection are served; unknown ones are left out. */
  serve(connectionId: ConnectionId, wants: readonly BlobWant[]): Promise<readonly BlobChunk[]>;
  receive(connectionId: ConnectionId, chunks: readonly BlobChunk[]): Promise<void>;
  counts(connectionId: ConnectionId): Promise<SyncCounts>;
  /** Of the issues that `counts` calls errors, why the latest one is held up. */
  problem?(connectionId: ConnectionId): Promise<SyncProblem | null>;
  /** The numbering was lost on one side (a restored database): every twin of this connection is to be sent again. */
  resend?(connectionId: ConnectionId): Promise<void>;
}
