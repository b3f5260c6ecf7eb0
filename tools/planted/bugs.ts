/** Bugs that the simulator must notice. Each is one change of a source file, or two; a change that no longer applies fails the command. */
export interface PlantedBug {
  readonly name: string;
  /** Below shared/core. */
  readonly file: string;
  readonly find: string;
  readonly put: string;
  /** Where two places guard against the same: the other one, in the same file. */
  readonly also?: { readonly find: string; readonly put: string };
}

export const BUGS: readonly PlantedBug[] = [
  {
    name: 'claim by check-then-write',
    file: 'connection/handshake/claim.ts',
    find: `      create('claim', inviteId, claim),
      replace(invite, settled),
      replace(connection, accepted),`,
    put: `      { op: 'put', table: 'claim', key: inviteId, value: jsonOf(claim) },
      { op: 'put', table: 'invite', key: invite.key, value: jsonOf(settled) },
      { op: 'put', table: 'connection', key: connection.key, value: jsonOf(accepted) },`,
  },
  {
    name: 'a different completion on retry',
    file: 'connection/handshake/claim.ts',
    find: `body: claim.completion };`,
    put: `body: claim.completion.replace(/"nonceI":"./, '"nonceI":"_') };`,
  },
  {
    name: 'sending before the first exchange',
    file: 'connection/exchange/due.ts',
    find: `if (connection.role === 'acceptor' || incoming.heardAt !== null) return true;`,
    put: `if (connection.id !== '') return true;`,
  },
  {
    name: 'acknowledge before commit',
    file: 'connection/exchange/receive.ts',
    find: `const writes: Write[] = [replace(incoming, row)];`,
    put: `if ((await context.store.commit([replace(incoming, row)])) === 'conflict') return { writes: [], result: { taken: 0, stored: 0, stale: false } };
    const writes: Write[] = [];`,
  },
  {
    name: 'acknowledge the highest instead of the contiguous prefix',
    file: 'connection/exchange/receive.ts',
    find: `    if (message.n !== n + 1) gap = true;
    if (message.n !== n + 1 || taken.length`,
    put: `    if (taken.length`,
  },
  {
    name: 'renumbering after a crash',
    file: 'connection/exchange/send.ts',
    find: `messages.push({ n, `,
    put: `messages.push({ n: out.tried >= n && out.failures > 0 ? n + 1 : n, `,
  },
  {
    name: 'no marker look-up',
    file: 'sync/create-local.ts',
    find: `const found = await sync.ports.tracker.findIntent(id<IntentId>(open.id), target)`,
    put: `const found: string | null = target.since === '' ? '' : null`,
  },
  {
    name: 'no look-up of an unanswered comment',
    file: 'sync/recover.ts',
    find: `if (intent.kind === 'addComment') return await recoverComment(job, twin, intent);`,
    put: ``,
  },
  {
    name: 'no look-up of an unanswered attachment',
    file: 'sync/recover.ts',
    find: `if (intent.kind === 'addAttachment') return await recoverAttachment(job, twin, intent);`,
    put: ``,
  },
  { name: 'no wait after an ambiguous write', file: 'sync/back-off.ts', find: `LATE_APPLY_MS = 90_000`, put: `LATE_APPLY_MS = 0` },
  {
    name: 'no intent at restart',
    file: 'sync/create-local.ts',
    find: `const open = remote === null ? null : remote.value.intent;`,
    put: `const open = remote === null || remote.value.hold === null || remote.value.hold.attempts < 100 ? null : remote.value.intent;`,
  },
  {
    name: 'the look-up begins when it was tried last',
    file: 'sync/create-local.ts',
    find: `since: rfc3339(open.since - CLOCK_SKEW_MS)`,
    put: `since: rfc3339(job.sync.ports.clock.now() - CLOCK_SKEW_MS)`,
  },
  { name: 'no revision guard', file: 'sync/write-fields.ts', find: `changes, issue.revision)`, put: `changes, null)` },
  {
    name: 'no expiry check',
    file: 'connection/handshake/claim.ts',
    find: `return context.clock.now() > invite.expiresAt ? refuse('expired') : null;`,
    put: `return null;`,
  },
  {
    name: 'dedupe off',
    file: 'connection/exchange/receive.ts',
    find: `    if (message.n <= n && (known === undefined || known.hash === hash)) continue;
    if (message.n !== n + 1) gap = true;
    if (message.n !== n + 1 || taken.length`,
    put: `    if (message.n > n + 1 || (known !== undefined && known.hash !== hash)) gap = true;
    if (message.n > n + 1 || taken.length`,
  },
  {
    name: 'fork unnoticed after a restore',
    file: 'connection/exchange/exchange.ts',
    find: `return needed ? { fork: true } : {};`,
    put: `return {};`,
  },
  {
    name: 'snapshot compare off',
    file: 'sync/fingerprint.ts',
    find: `return names.filter((name) => a[name] !== b[name]);`,
    put: `return names;`,
  },
  {
    name: "the trigger's event overtakes the twin's row",
    file: 'sync/collect.ts',
    find: `const made = opened !== null || `,
    put: `const made = `,
  },
  {
    name: 'changes go out while a message is being applied',
    file: 'sync/collect.ts',
    find: `if (side.twin !== null && side.twin.value.work !== null) return await settleWaiting(sync, side.connection, side.twin, issue);`,
    put: ``,
    also: { find: `twins.length > 0 &&`, put: `twins.length > 99 &&` },
  },
  { name: 'copies are echoed', file: 'sync/view.ts', find: `!comment.internal && !copies.has(comment.id)`, put: `!comment.internal` },
  {
    name: 'internal comments get out',
    file: 'sync/view.ts',
    find: `!comment.internal && !copies.has(comment.id)`,
    put: `!copies.has(comment.id)`,
  },
  {
    name: 'what a held message changed is forgotten',
    file: 'sync/claims.ts',
    find: `for (const member of Object.keys(before)) claims`,
    put: `if (restated) for (const member of Object.keys(before)) claims`,
  },
  {
    name: 'an issue that is held up holds up all others',
    file: 'sync/apply.ts',
    find: `if (next === null) return false;`,
    put: `if (next === null) return true;`,
    also: {
      find: `late = (await applyInOrder(sync, connection, rows, until)) || late;`,
      put: `late = late || (await applyInOrder(sync, connection, rows, until));`,
    },
  },
  {
    name: 'what is held up is given up',
    file: 'sync/apply-issue.ts',
    find: `const writes: Write[] = [
    { op: 'check', table: 'inbox', key: row.key, version: row.version },`,
    put: `const writes: Write[] = [
    removeRow(row),`,
  },
  {
    name: 'a restored side is not told the partner’s state',
    file: 'connection/exchange/send.ts',
    find: `if (connection !== null) for (const write of tellStateWrites(connectionId, connection)) writes.push(write);`,
    put: ``,
  },
  {
    name: 'a removed connection keeps its queue',
    file: 'connection/exchange/ending.ts',
    find: `if (connection.value.state === 'removedByPartner') await dropQueues(context, connectionId);`,
    put: ``,
  },
  {
    name: 'a conflict is not kept',
    file: 'sync/write-fields.ts',
    find: `plan.conflicts.push(conflictOf(`,
    put: `if (plan.conflicts.length > 99) plan.conflicts.push(conflictOf(`,
  },
  {
    name: 'the loser is never told',
    file: 'sync/write-fields.ts',
    find: `again: twin.value.again || plan.conflicts.some(({ loser }) => loser === 'theirs'),`,
    put: `again: twin.value.again,`,
  },
  {
    name: 'labels are overwritten',
    file: 'sync/write-fields.ts',
    find: `plan.changes.labels = merge.labels;`,
    put: `plan.changes.labels = wanted.labels;`,
  },
  {
    name: 'what was written counts as a user’s, never',
    file: 'sync/settle.ts',
    find: `return written !== now[field];`,
    put: `return false;`,
  },
  {
    name: 'the hold of a message that is done stays',
    file: 'sync/apply-issue.ts',
    find: `    { op: 'check', table: 'inbox', key: row.key, version: row.version },
`,
    put: ``,
  },
  {
    name: 'lifecycle words go out in the order of a listing',
    file: 'connection/exchange/tell.ts',
    find: `deactivated: '2', deleted`,
    put: `deactivated: '4', deleted`,
  },
  {
    name: 'versions are given twice after a restore',
    file: 'sync/twin.ts',
    find: `Math.max(localVersion, Math.floor(ports.clock.now() / 1000))`,
    put: `localVersion`,
  },
  {
    name: 'what was made and forgotten is made again',
    file: 'sync/forgotten.ts',
    find: `if (anew !== null) return anew;`,
    put: `if (anew !== null || receivedAt !== null) return null;`,
  },
  {
    name: 'users’ changes are forgotten when something is applied',
    file: 'sync/settle.ts',
    find: `const changedAt = without(twin.changedAt, seen.ours);`,
    put: `const changedAt = {};`,
  },
  {
    name: 'a guarded write is followed at once by another',
    file: 'sync/recover.ts',
    find: `update.fieldsVersion !== message.version.own && left > 0`,
    put: `update.fieldsVersion < 0`,
  },
  {
    name: 'what was made carries a marker that nobody can make again',
    file: 'sync/forgotten.ts',
    find: `asciiJson(['entente/1 made', connectionId, ...of])`,
    put: `asciiJson(['entente/1 made', connectionId, ports.random.uuid(), ...of])`,
  },
  {
    name: 'one garbled answer ends the acknowledging',
    file: 'connection/exchange/exchange.ts',
    find: `failures >= FORGOTTEN_AFTER`,
    put: `failures >= 0`,
  },
];
