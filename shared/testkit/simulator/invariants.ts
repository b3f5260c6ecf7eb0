/**
 * What must hold when everything has come to rest.
 *
 * 1. Each issue, comment and attachment that users have made is on both sides exactly once, as they last left it; what they have
 *    removed is on neither; what is not meant to go out has not.
 * 2. Fields are the same on both sides, and every value that a user has written is there, has been replaced by somebody who
 *    had it before them, or is kept as a conflict.
 * 3. Queues are empty, nothing is held up, no lease is held; both sides agree on the connection; a code has one acceptor.
 * 4. Where a side's data were put back to an older copy, no issue is lost, the queues to the partner empty themselves, and nothing leaks.
 *    Asked for it (RunOptions.restored), and put back once, the same holds as ever, but for this: what was kept as a conflict may be in the data
 *    that are gone; an older value may come back where the newer is kept as a conflict; labels changed since may differ; an issue
 *    that was moved away or deleted and is forgotten may be held up.
 */
import { plainText } from '@entente/core';
import type { Issue, Table } from '@entente/core';
import { connections } from './connect.ts';
import { paragraph } from '../memory-tracker.ts';
import { named } from '../named-copy.ts';
import { saidFirst, tokenOf } from './history.ts';
import type { UsersIssue } from './history.ts';
import { CONNECTED, textOf } from './people.ts';
import type { SimulatedSide, World } from './world.ts';

export function violations(world: World): readonly string[] {
  const [left, right] = world.sides;
  if (left === undefined || right === undefined) return ['no sides'];
  const found: string[] = [];
  aboutConnection(world, left, right, found);
  for (const side of [left, right]) aboutSending(side, found);
  for (const side of [left, right]) aboutStrangers(world, side, found);
  if (restores(world) > (world.restored === 'everything' ? 1 : 0)) {
    for (const issue of world.history.issues) aboutLoss(world, [left, right], issue, found);
    return found;
  }
  const isAway = world.history.issues.some(({ moved }) => moved) || world.history.deleted.length > 0;
  if (restores(world) === 0 || !isAway) for (const side of [left, right]) aboutQueues(world, side, found);
  for (const issue of world.history.issues) if (restores(world) === 0 || !issue.moved) aboutIssue(world, left, right, issue, found);
  return found;
}

/** How often data were put back. */
function restores(world: World): number {
  return world.struck.get('restore') ?? 0;
}

function aboutConnection(world: World, left: SimulatedSide, right: SimulatedSide, found: string[]): void {
  const all = world.sides.flatMap((side) =>
    connections(side)
      .filter(({ state }) => ['active', 'awaiting'].includes(state))
      .map(({ id }) => `${side.name} ${id}`),
  );
  if (all.length !== 2) found.push(`active connections: ${all.join(', ')}`);
  const [a, b] = [connections(left)[0], connections(right)[0]];
  if (a === undefined || b === undefined || a.id !== b.id || a.securityNumber !== b.securityNumber)
    found.push('the sides do not have the same connection');
  for (const side of [left, right])
    if (connections(side)[0]?.partnerDeactivated === true) found.push(`${side.name} takes the other side for deactivated`);
}

export function aboutSending(side: SimulatedSide, found: string[]): void {
  for (const table of ['outbox', 'sent'] as const) {
    const rows = side.store.dump(table);
    if (rows.length > 0)
      found.push(
        `${side.name}: ${table} holds ${rows.map(({ key, value }) => `${key} ${JSON.stringify(value).slice(0, 300)}`).join(' · ')}`,
      );
  }
}

const QUEUES: readonly Table[] = ['inbox', 'todo'];

function aboutQueues(world: World, side: SimulatedSide, found: string[]): void {
  for (const table of QUEUES) {
    const rows = side.store.dump(table);
    if (rows.length > 0)
      found.push(
        `${side.name}: ${table} holds ${rows.map(({ key, value }) => `${key} ${JSON.stringify(value).slice(0, 300)}`).join(' · ')}`,
      );
  }
  const now = world.clock.now() + side.clockOffset;
  for (const { key, value } of side.store.dump('lease')) {
    if (key.startsWith('intent:') || (value as { readonly until: number }).until > now) found.push(`${side.name}: lease ${key} is held`);
  }
  for (const { key, value } of [...side.store.dump('twin'), ...side.store.dump('remote')]) {
    const row = value as { readonly work?: unknown; readonly hold: unknown; readonly intent?: unknown; readonly partnerError?: unknown };
    for (const name of ['work', 'hold', 'intent', 'partnerError'] as const) {
      // That its issue is no more is what a twin should say of itself.
      if (name === 'partnerError' && (row as { readonly gone?: string }).gone !== 'no') continue;
      if (row[name] !== undefined && row[name] !== null) found.push(`${side.name}: ${key} has ${name} ${JSON.stringify(row[name])}`);
    }
  }
}

export function withToken(side: SimulatedSide, token: string): readonly Issue[] {
  return side.tracker.issues().filter((issue) => tokenOf(textOf(issue)) === token);
}

/** At least once on both sides, unless somebody has deleted or moved it. */
function aboutLoss(world: World, sides: readonly SimulatedSide[], { token, elsewhere, moved }: UsersIssue, found: string[]): void {
  if (elsewhere || moved || world.history.deleted.some((one) => one.token === token)) return;
  for (const side of sides) if (withToken(side, token).length === 0) found.push(`${token} is not on ${side.name} after a restore`);
}

export function aboutIssue(world: World, left: SimulatedSide, right: SimulatedSide, made: UsersIssue, found: string[]): void {
  const deleted = world.history.deleted.filter(({ token }) => token === made.token);
  const counts = [left, right].map((side) => withToken(side, made.token).length);
  const expected = [left, right].map(({ name }) =>
    deleted.some((one) => one.side === name && !one.unknown) || (made.elsewhere && !made.moved && made.side !== name) ? 0 : 1,
  );
  if (deleted.length > 0) {
    // Deleted before it could be sent, or after: the other side's is never deleted with it.
    if (counts.some((count, i) => count > (expected[i] ?? 0)))
      found.push(`${made.token}, deleted somewhere, is there ${counts.join(' and ')} times`);
    return;
  }
  // Moved away before anybody looked, it has never gone out.
  const mayBeAlone = made.moved && made.elsewhere && counts.join() === [left, right].map(({ name }) => (name === made.side ? 1 : 0)).join();
  if (counts.join() !== expected.join() && !mayBeAlone)
    found.push(`${made.token} of ${made.side} is there ${counts.join(' and ')} times, not ${expected.join(' and ')}`);
  const [a, b] = [withToken(left, made.token)[0], withToken(right, made.token)[0]];
  if (a === undefined || b === undefined) return;
  if (a.summary !== b.summary) found.push(`${made.token}: summary ${a.summary} and ${b.summary}`);
  if (textOf(a) !== textOf(b)) found.push(`${made.token}: description ${textOf(a)} and ${textOf(b)}`);
  if (restores(world) === 0 && a.labels.toSorted().join() !== b.labels.toSorted().join())
    found.push(`${made.token}: labels ${a.labels.join()} and ${b.labels.join()}`);
  aboutFields(world, [left, right], [a, b], found);
  aboutLast(world, [left, right], [a, b], found);
  aboutEntries(world, made.token, [a, b], found);
}

function aboutEntries(world: World, token: string, issues: readonly Issue[], found: string[]): void {
  const restored = restores(world) > 0;
  for (const entry of world.history.entries.filter((one) => one.issue === token)) {
    issues.forEach((issue, i) => {
      const isCopy = world.sides[i]?.name !== entry.side;
      const copies = issue[({ comment: 'comments', attachment: 'attachments', label: 'labels' } as const)[entry.kind]]
        .map((one) => (typeof one === 'string' ? one : 'body' in one ? plainText(one.body) : one.filename))
        .filter((text) => saidFirst(text) === entry.token);
      const expected =
        entry.text === null ? [] : [entry.kind === 'comment' && isCopy ? plainText(named(paragraph(entry.text))) : entry.text];
      if (entry.kind === 'label' && restored) return;
      if (copies.join('|') !== expected.join('|'))
        found.push(
          `${token}: ${entry.kind} ${entry.token} of ${entry.side} is [${copies.join('|')}] on ${i === 0 ? 'left' : 'right'}, not [${expected.join('|')}]`,
        );
    });
  }
}

/** Every value a user wrote is accounted for. */
function aboutFields(world: World, sides: readonly [SimulatedSide, SimulatedSide], issues: readonly [Issue, Issue], found: string[]): void {
  for (const field of ['summary', 'description'] as const) {
    for (const index of [0, 1] as const) {
      const here = world.history.writes
        .filter((write) => write.field === field && write.side === sides[index].name && write.issueId === issues[index].id)
        .toSorted((a, b) => a.revision - b.revision);
      const there = world.history.writes.filter(
        (write) => write.field === field && write.side === sides[1 - index]?.name && write.issueId === issues[1 - index]?.id,
      );
      here.forEach((write, at) => {
        const next = here[at + 1];
        if (write.by !== 'user' || next === undefined || next.by === 'user') return;
        if (there.some(({ value }) => value === write.value) || inConflict(world, sides, write.value)) return;
        found.push(`${field} ${write.value} of ${write.side} was overwritten by ${next.value} and is nowhere`);
      });
    }
  }
}

/** What a field says in the end is what users of one side have said last: nothing older comes back. */
function aboutLast(world: World, sides: readonly [SimulatedSide, SimulatedSide], issues: readonly [Issue, Issue], found: string[]): void {
  for (const field of ['summary', 'description'] as const) {
    const last = ([0, 1] as const).map((index) => {
      const writes = world.history.writes.filter(
        (write) => write.by === 'user' && write.field === field && write.side === sides[index].name && write.issueId === issues[index].id,
      );
      return writes.toSorted((a, b) => a.revision - b.revision).at(-1)?.value;
    });
    const value = field === 'summary' ? issues[0].summary : textOf(issues[0]);
    const restored = restores(world) > 0;
    const isKept = (one: string | undefined): boolean => one === undefined || inConflict(world, sides, one);
    if (!last.includes(value) && !(restored && last.every(isKept)))
      found.push(`${field} is ${value} again, which users have replaced: ${last.join(' and ')}`);
  }
}

function inConflict(world: World, sides: readonly SimulatedSide[], value: string): boolean {
  if (restores(world) > 0 && world.history.conflicts.has(value)) return true;
  return sides.some(({ store }) =>
    store
      .dump('twin')
      .some((twin) =>
        (twin.value as { readonly conflicts: readonly { readonly value: string }[] }).conflicts.some((one) => one.value === value),
      ),
  );
}

/** Nothing that nobody has made, nothing that was not to go out. */
export function aboutStrangers(world: World, side: SimulatedSide, found: string[]): void {
  for (const issue of side.tracker.issues()) {
    const made = world.history.issues.find(({ token }) => token === tokenOf(textOf(issue)));
    if (made === undefined) found.push(`${side.name}: ${issue.id} ${issue.summary} is nobody's`);
    else if (made.side !== side.name && issue.projectId !== CONNECTED && !world.history.movedCopies.includes(`${side.name}:${issue.id}`))
      found.push(`${side.name}: ${issue.id} is in ${issue.projectId}`);
    for (const comment of issue.comments) {
      const token = saidFirst(plainText(comment.body));
      if (world.history.internal.includes(token) && !comment.internal) found.push(`${side.name}: internal comment ${token} got out`);
      if (!world.history.internal.includes(token) && !world.history.entries.some((entry) => entry.token === token))
        found.push(`${side.name}: comment ${token} is nobody's`);
    }
  }
}
