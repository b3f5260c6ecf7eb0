/** The sync half of a node, over its ports. The contract is engine.ts. */
import type { InstanceFacts } from '../node.ts';
import type { Ports } from '../ports.ts';
import { apply } from './apply.ts';
import { receive, serve, wants } from './blobs.ts';
import { collect } from './collect.ts';
import { counts, dropOldMarks, keepAllCounts, latestProblem } from './counts.ts';
import type { SyncEngine } from './engine.ts';
import { fileLimit } from './file-limit.ts';
import { knownPeople } from './people.ts';
import { reconcile } from './reconcile.ts';
import type { Sync } from './records.ts';
import { todoWrite } from './records.ts';
import { resend } from './resend.ts';
import { noticeStamped } from './stamp.ts';
import { twinStore } from './twin-store.ts';

export function createSyncEngine(ports: Ports, facts: InstanceFacts): SyncEngine {
  const sync = syncOver(ports, facts);
  return {
    async notice(issueId, stamp = null) {
      if (stamp === null) await ports.store.commit([todoWrite(sync, issueId)]);
      else if (!(await noticeStamped(sync, issueId, stamp))) return;
      await ports.wake.wake('notice');
    },
    async reconcile() {
      await reconcile(sync);
      // What is only shown comes last: where a host ends the call, nothing that was missed stays missed.
      await dropOldMarks(sync);
      await keepAllCounts(sync);
    },
    async collect(until) {
      return await collect(sync, until);
    },
    async apply(connectionId, until) {
      return await apply(sync, connectionId, until);
    },
    async wants(connectionId, limit) {
      return await wants(sync, connectionId, limit);
    },
    async serve(connectionId, asked) {
      return await serve(sync, connectionId, asked);
    },
    async receive(connectionId, chunks) {
      await receive(sync, connectionId, chunks);
    },
    async resend(connectionId) {
      await resend(sync, connectionId);
    },
    async problem(connectionId) {
      return await latestProblem(sync, connectionId);
    },
    async counts(connectionId) {
      return await counts(sync, connectionId);
    },
  };
}

/** What the parts of the engine work with, for who needs them without it. */
export function syncOver(ports: Ports, facts: InstanceFacts): Sync {
  return {
    ports: { ...ports, store: twinStore(ports.store) },
    facts,
    people: knownPeople(ports),
    files: fileLimit(ports, facts),
    closed: new Map(),
  };
}
