import type { Connection } from '../connection/connection.schema.ts';
import type { JsonObject } from '../json.ts';
import type { Wanted } from '../rules/incoming.ts';
import type { Issue } from '../tracker.ts';
import type { IssueMessage } from './message.schema.ts';
import type { Sync } from './records.ts';
import type { InboxRow } from './row.ts';
import type { Hold, Twin } from './twin.schema.ts';

/** Our issue as the host said it last, where that is how it is after all that this job has written; null: it has to be read. */
export interface Latest {
  issue: Issue | null;
}

/** One message being applied to one issue of ours. */
export interface Job {
  readonly sync: Sync;
  readonly connection: Connection;
  readonly row: InboxRow;
  readonly message: IssueMessage;
  readonly replica: JsonObject;
  /** Why messages about this issue were held up until now. */
  readonly hold: Hold | null;
  /** The twin as it was before this message. */
  readonly before: Twin;
  readonly latest: Latest;
  /** Ours, as it was read for this round. */
  readonly issue: Issue;
  /** What the script wants, with our own people and files in its texts. */
  readonly wanted: Wanted;
  /** The same as the script has left it. */
  readonly given: Wanted;
}
