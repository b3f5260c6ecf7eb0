import { noLabels } from './labels.ts';
import type { Sync } from './records.ts';
import type { Twin } from './twin.schema.ts';

/** A twin before anything was sent or applied. */
export function newTwin(issueId: string, key: string, url: string, origin: Twin['origin']): Twin {
  return {
    issueId,
    key,
    url,
    origin,
    remote: null,
    localVersion: 0,
    remoteVersion: 0,
    fieldsVersion: 0,
    sentAt: 0,
    outboxKey: null,
    base: {},
    changedAt: {},
    sent: {},
    wanted: {},
    labels: noLabels(),
    comments: [],
    attachments: [],
    files: [],
    skipped: [],
    conflicts: [],
    losses: { read: [], written: [], there: [] },
    work: null,
    waiting: null,
    hold: null,
    partnerError: null,
    gone: 'no',
    claims: {},
    again: false,
    textBlob: null,
  };
}

/** Where the next message about this issue stands in the outbox: after the last one. */
export function nextSentAt(twin: Twin, now: number): number {
  return Math.max(now, twin.sentAt + 1);
}

/** Above every version that this issue can have had at any time, also one that this side has forgotten: a version takes more than a second. */
export function laterVersion({ ports }: Sync, { localVersion }: Pick<Twin, 'localVersion'>): number {
  return Math.max(localVersion, Math.floor(ports.clock.now() / 1000));
}

/** Whether anything has been exchanged: one that only holds an error is not under sync. */
export function underSync(twin: Twin): boolean {
  return twin.origin === 'theirs' || twin.localVersion > 0 || twin.remoteVersion > 0;
}
