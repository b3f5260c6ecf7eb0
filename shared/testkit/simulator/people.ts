/** What users do meanwhile. Each of their doings has a name of its own, by which it is found again. */
import { plainText } from '@entente/core';
import type { AttachmentId, CommentId, Issue, IssueId } from '@entente/core';
import { paragraph } from '../memory-tracker.ts';
import { tokenOf } from './history.ts';
import type { FieldWrite, UsersEntry } from './history.ts';
import { note } from './world.ts';
import type { SimulatedSide, World } from './world.ts';

export const CONNECTED = 'p1';
const ELSEWHERE = 'p2';
/** What begins so is refused by the other side's tracker, as long as it refuses anything (process.ts). */
export const REFUSED = 'refused';
const MOST_ISSUES = 4;
/** In one run: more would only make it longer. */
const MOST_DOINGS = 40;

const DOINGS = [
  create,
  editSummary,
  editSummary,
  editDescription,
  comment,
  comment,
  editComment,
  removeComment,
  attach,
  removeAttachment,
  addLabel,
  addLabel,
  removeLabel,
  whisper,
  clone,
  remove,
  move,
] as const;

/** One thing, by one user, on one of the connected sides. */
export function someUserActs(world: World): void {
  const sides = world.sides.filter(({ connectionId }) => connectionId !== null);
  if (sides.length < 2 || world.doings >= MOST_DOINGS) return;
  world.doings++;
  const side = world.random.pick(sides.slice(0, 2));
  const issues = side.tracker.issues().filter(({ description }) => description !== null);
  if (issues.length === 0) return create(world, side);
  world.random.pick(DOINGS)(world, side, world.random.pick(issues));
}

function next(world: World, kind: string): string {
  return kind + String(++world.serial);
}

export function textOf(issue: Pick<Issue, 'description'>): string {
  return issue.description === null ? '' : plainText(issue.description);
}

function wrote(world: World, given: Omit<FieldWrite, 'revision'>): void {
  const tracker = world.sides.find(({ name }) => name === given.side)?.tracker;
  const write = { ...given, revision: Number(tracker?.issues().find(({ id }) => id === given.issueId)?.revision ?? 0) };
  world.history.writes.push(write);
  note(world, write.side, `${write.by} writes ${write.field} of ${write.issueId}: ${write.value}`);
}

function create(world: World, side: SimulatedSide): void {
  const elsewhere = world.random.happens(0.1);
  if (world.history.issues.length >= MOST_ISSUES) return;
  const token = next(world, 'i');
  const summary = next(world, 's');
  const issueId = side.tracker.people.create(elsewhere ? ELSEWHERE : CONNECTED, { summary, description: paragraph(token) });
  born(world, side, issueId, token, summary, elsewhere);
}

function born(world: World, side: SimulatedSide, issueId: IssueId, token: string, summary: string, elsewhere: boolean): void {
  world.history.issues.push({ token, side: side.name, issueId, elsewhere, moved: false });
  wrote(world, { side: side.name, issueId, field: 'summary', value: summary, by: 'user' });
  wrote(world, { side: side.name, issueId, field: 'description', value: token, by: 'user' });
}

export function editSummary(world: World, side: SimulatedSide, issue: Issue): void {
  const value = next(world, world.random.happens(world.faults.refused) ? REFUSED : 's');
  side.tracker.people.edit(issue.id, { summary: value });
  wrote(world, { side: side.name, issueId: issue.id, field: 'summary', value, by: 'user' });
}

export function editDescription(world: World, side: SimulatedSide, issue: Issue): void {
  const value = `${tokenOf(textOf(issue))} ${next(world, 'd')}`;
  side.tracker.people.edit(issue.id, { description: paragraph(value) });
  wrote(world, { side: side.name, issueId: issue.id, field: 'description', value, by: 'user' });
}

function entry(world: World, side: SimulatedSide, issue: Issue, parts: Pick<UsersEntry, 'kind' | 'id' | 'token' | 'text'>): void {
  note(world, side.name, `user adds ${parts.kind} ${parts.token} to ${issue.id}`);
  world.history.entries.push({ ...parts, side: side.name, issue: tokenOf(textOf(issue)) });
}

function comment(world: World, side: SimulatedSide, issue: Issue): void {
  const token = next(world, 'c');
  entry(world, side, issue, { kind: 'comment', token, text: token, id: side.tracker.people.comment(issue.id, paragraph(token)) });
}

function own(world: World, side: SimulatedSide, issue: Issue, kind: UsersEntry['kind']): UsersEntry | null {
  const token = tokenOf(textOf(issue));
  const found = world.history.entries.filter(
    (one) => one.kind === kind && one.issue === token && one.text !== null && (kind === 'label' || one.side === side.name),
  );
  return found.length === 0 ? null : world.random.pick(found);
}

function editComment(world: World, side: SimulatedSide, issue: Issue): void {
  const found = own(world, side, issue, 'comment');
  if (found === null) return;
  found.text = `${found.token} ${next(world, 'e')}`;
  side.tracker.people.editComment(issue.id, found.id as CommentId, paragraph(found.text));
  note(world, side.name, `user edits comment ${found.text} of ${issue.id}`);
}

function removeComment(world: World, side: SimulatedSide, issue: Issue): void {
  const found = own(world, side, issue, 'comment');
  if (found === null) return;
  found.text = null;
  side.tracker.people.removeComment(issue.id, found.id as CommentId);
  note(world, side.name, `user removes comment ${found.token} of ${issue.id}`);
}

function attach(world: World, side: SimulatedSide, issue: Issue): void {
  const token = next(world, 'f');
  // People attach the same file to more than one issue.
  const which = world.random.happens(0.4) ? 1 : world.serial;
  const bytes = Uint8Array.from({ length: world.random.pick([0, 10, 300]) }, (_, i) => (i * 7 + which) % 251);
  entry(world, side, issue, { kind: 'attachment', token, text: token, id: side.tracker.people.attach(issue.id, token, bytes) });
}

function removeAttachment(world: World, side: SimulatedSide, issue: Issue): void {
  const found = own(world, side, issue, 'attachment');
  if (found === null) return;
  found.text = null;
  side.tracker.people.removeAttachment(issue.id, found.id as AttachmentId);
  note(world, side.name, `user removes attachment ${found.token} of ${issue.id}`);
}

function addLabel(world: World, side: SimulatedSide, issue: Issue): void {
  const token = next(world, 'l');
  side.tracker.people.edit(issue.id, { labels: [...issue.labels, token] });
  entry(world, side, issue, { kind: 'label', token, text: token, id: token });
}

function removeLabel(world: World, side: SimulatedSide, issue: Issue): void {
  const found = own(world, side, issue, 'label');
  if (found === null || !issue.labels.includes(found.token) || beingWritten(side, issue)) return;
  found.text = null;
  side.tracker.people.edit(issue.id, { labels: issue.labels.filter((label) => label !== found.token) });
  note(world, side.name, `user removes label ${found.token} of ${issue.id}`);
}

/** A label that somebody takes away again before an unanswered write could be looked up leaves nothing by which it could be known. */
function beingWritten(side: SimulatedSide, issue: Issue): boolean {
  const twin = side.store.dump('twin').find(({ key }) => key.endsWith(`:${issue.id}`))?.value as { readonly work: unknown } | undefined;
  return twin !== undefined && twin.work !== null;
}

/** An internal comment. */
function whisper(world: World, side: SimulatedSide, issue: Issue): void {
  const token = next(world, 'w');
  world.history.internal.push(token);
  side.tracker.people.comment(issue.id, paragraph(token), { internal: true });
}

/** A clone copies the marker; it is an issue of its own all the same. */
function clone(world: World, side: SimulatedSide, issue: Issue): void {
  if (issue.marker === null || world.history.issues.length >= MOST_ISSUES || !world.random.happens(0.5)) return;
  const known = side.store.dump('twin').some(({ key }) => key.endsWith(`:${issue.id}`));
  if (!known || beingMade(side, issue)) return;
  const token = next(world, 'i');
  const summary = next(world, 's');
  const issueId = side.tracker.people.clone(issue.id);
  side.tracker.people.edit(issueId, { summary, description: paragraph(token), labels: [] });
  born(world, side, issueId, token, summary, issue.projectId !== CONNECTED);
}

/** Deleted before an unanswered create could be looked up, an issue leaves nothing by which it could be known: it is made again. */
function beingMade(side: SimulatedSide, issue: Issue): boolean {
  return issue.marker !== null && side.store.dump('lease').some(({ key }) => key === `intent:${issue.marker}`);
}

function remove(world: World, side: SimulatedSide, issue: Issue): void {
  if (!world.random.happens(0.1)) return;
  world.history.deleted.push({ token: tokenOf(textOf(issue)), side: side.name, unknown: beingMade(side, issue) });
  side.tracker.people.remove(issue.id);
  note(world, side.name, `user deletes ${issue.id}`);
}

/** Between the connected project and another. What a connection is just making stays: it would be looked for where it was made. */
function move(world: World, side: SimulatedSide, issue: Issue): void {
  if (!world.random.happens(0.3) || beingMade(side, issue)) return;
  const to = issue.projectId === CONNECTED ? ELSEWHERE : CONNECTED;
  const made = world.history.issues.find(({ issueId, side: name }) => issueId === issue.id && name === side.name);
  if (made !== undefined) {
    made.moved = true;
    made.elsewhere = to === ELSEWHERE;
  } else world.history.movedCopies.push(`${side.name}:${issue.id}`);
  side.tracker.people.move(issue.id, to);
  note(world, side.name, `user moves ${issue.id} to ${to}`);
}
