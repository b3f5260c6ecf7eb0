/**
 * People and files that a text names, on their way from one tracker to the other.
 *
 * 1. What leaves says whose it is (`site`, the tracker's address), a mention also the e-mail address, a picture the attachment that it shows.
 * 2. What comes back to its own site is what it was; a picture only if the issue shows it, so that a partner cannot reach for others.
 * 3. What comes from elsewhere becomes our person with the same address and our copy of the file; where there is none, it is
 *    left without an id, and dialects write what it says.
 * 4. Of our own description, blocks that come back unedited are what our tracker gave (own-blocks.ts).
 */
import type { Json, JsonObject } from '../json.ts';
import type { RichDocument, RichNode } from '../richtext/document.ts';
import { richDocument, textAttr, walk } from '../richtext/nodes.ts';
import type { Wanted } from '../rules/incoming.ts';
import { listOf, objectOf } from '../rules/values.ts';
import type { Issue, IssueAttachment, Person } from '../tracker.ts';
import { withOwnBlocks } from './own-blocks.ts';
import type { Sync } from './records.ts';
import type { Twin } from './twin.schema.ts';

const PICTURES = ['media', 'mediaInline'];

type Attrs = { readonly [name: string]: Json };

/** `change`: the node's new attributes, or null where it stays. */
function changed(document: RichDocument, change: (node: RichNode) => Attrs | null): RichDocument {
  const all = (nodes: readonly RichNode[]): readonly RichNode[] => {
    let differs = false;
    const result = nodes.map((node) => {
      const attrs = change(node);
      const content = node.content === undefined ? undefined : all(node.content);
      if (attrs === null && content === node.content) return node;
      differs = true;
      return { ...node, ...(attrs === null ? {} : { attrs }), ...(content === undefined ? {} : { content }) };
    });
    return differs ? result : nodes;
  };
  const content = all(document.content);
  return content === document.content ? document : richDocument(content);
}

function nodesOf(document: RichDocument, types: readonly string[]): readonly RichNode[] {
  const found: RichNode[] = [];
  walk(document.content, (node) => {
    if (types.includes(node.type)) found.push(node);
  });
  return found;
}

/** The newest of that name. */
function fileNamed(issue: Issue, name: string): IssueAttachment | null {
  let newest: IssueAttachment | null = null;
  for (const file of issue.attachments)
    if (name !== '' && file.filename === name && (newest === null || file.createdAt >= newest.createdAt)) newest = file;
  return newest;
}

/** Null: the picture itself says which, or nothing does. */
function fileShown(issue: Issue, picture: RichNode): IssueAttachment | null {
  if (textAttr(picture, 'type') === 'link' || textAttr(picture, 'attachment') !== '') return null;
  return fileNamed(issue, textAttr(picture, 'alt'));
}

/** Our own document, for the partner. */
export async function outward(sync: Sync, issue: Issue, document: RichDocument): Promise<RichDocument> {
  const site = sync.facts.trackerUrl;
  const emails = new Map<string, string>();
  for (const node of nodesOf(document, ['mention'])) {
    const person = textAttr(node, 'id');
    if (person === '' || textAttr(node, 'site') !== '' || emails.has(person)) continue;
    const email = emailIn(issue, person) ?? (await sync.people.emailOf(person));
    if (email !== null) emails.set(person, email);
  }
  return changed(document, (node) => {
    const attrs = node.attrs ?? {};
    if (textAttr(node, 'site') !== '') return null;
    if (node.type === 'mention' && textAttr(node, 'id') !== '') {
      const email = emails.get(textAttr(node, 'id'));
      return email === undefined ? { ...attrs, site } : { ...attrs, site, email };
    }
    if (!PICTURES.includes(node.type) || textAttr(node, 'type') === 'link') return null;
    const file = fileShown(issue, node);
    return file === null ? { ...attrs, site } : { ...attrs, site, attachment: file.id };
  });
}

function emailIn(issue: Issue, personId: string): string | null {
  const people: (Person | null)[] = [issue.reporter, issue.assignee];
  for (const { author } of issue.comments) people.push(author);
  for (const person of people) if (person !== null && person.id === personId && person.email !== null) return person.email;
  return null;
}

/** Where the document is written. */
export interface Here {
  /** Null: it is being created. */
  readonly issue: Issue | null;
  readonly twin: Twin | null;
  readonly replica: JsonObject;
}

/** What a script wants of the partner's texts, for our own tracker. */
export async function wantedHere(sync: Sync, here: Here, given: Wanted): Promise<Wanted> {
  const { comments } = given;
  const description = given.description === null ? null : ownAgain(here, await inward(sync, here, given.description));
  if (comments === null) return { ...given, description };
  const theirs: (typeof comments.theirs)[number][] = [];
  for (const comment of comments.theirs) theirs.push({ ...comment, body: await inward(sync, here, comment.body) });
  return { ...given, description, comments: { ...comments, theirs } };
}

function ownAgain({ issue }: Here, document: RichDocument): RichDocument {
  if (issue === null || issue.description === null) return document;
  const sent = changed(issue.description, (node) => {
    const file = PICTURES.includes(node.type) ? fileShown(issue, node) : null;
    return file === null ? null : { ...node.attrs, attachment: file.id };
  });
  return withOwnBlocks(document, issue.description, sent);
}

export async function inward(sync: Sync, here: Here, document: RichDocument): Promise<RichDocument> {
  const site = sync.facts.trackerUrl;
  const persons = new Map<string, Person>();
  for (const node of nodesOf(document, ['mention'])) {
    const email = textAttr(node, 'email');
    if (email === '' || textAttr(node, 'site') === site || persons.has(email)) continue;
    const person = await sync.people.byEmail(email);
    if (person !== null) persons.set(email, person);
  }
  const shown = namedIn(here.issue);
  return changed(document, (node) => {
    if (node.type === 'mention') return mentionHere(node, site, shown, persons.get(textAttr(node, 'email')));
    return PICTURES.includes(node.type) ? pictureHere(node, site, here, shown) : null;
  });
}

function without(attrs: Attrs, names: readonly string[]): Attrs {
  const kept: { [name: string]: Json } = {};
  for (const name of Object.keys(attrs)) if (!names.includes(name)) kept[name] = attrs[name] ?? null;
  return kept;
}

function mentionHere(node: RichNode, site: string, shown: ReadonlySet<string>, person: Person | undefined): Attrs {
  const attrs = without(node.attrs ?? {}, ['site', 'email']);
  if (textAttr(node, 'site') === site || (textAttr(node, 'site') === '' && shown.has(textAttr(node, 'id')))) return attrs;
  const foreign = without(attrs, ['id', 'accessLevel', 'userType']);
  return person === undefined ? foreign : { ...foreign, id: person.mentionId ?? person.id, text: '@' + person.name };
}

function pictureHere(node: RichNode, site: string, here: Here, shown: ReadonlySet<string>): Attrs {
  const attrs = without(node.attrs ?? {}, ['site']);
  const there = textAttr(node, 'attachment');
  const own = textAttr(node, 'site') === site || textAttr(node, 'site') === '';
  if (own && (shown.has(textAttr(node, 'id')) || isOurs(here.issue, there))) return attrs;
  const foreign = without(attrs, ['id', 'collection', 'attachment', 'occurrenceKey']);
  const local = here.twin === null || there === '' ? null : localFile(here.twin, there);
  if (local === null) return foreign;
  const file = here.issue === null ? undefined : here.issue.attachments.find((one) => one.id === local);
  return { ...foreign, attachment: local, filename: file === undefined ? filenameIn(here.replica, there) : file.filename };
}

function isOurs(issue: Issue | null, attachmentId: string): boolean {
  return issue !== null && attachmentId !== '' && issue.attachments.some((one) => one.id === attachmentId);
}

function filenameIn(replica: JsonObject, attachmentId: string): string {
  const found = objectOf(listOf(replica['attachments']).find((one) => objectOf(one)['id'] === attachmentId) ?? null);
  const name = found['filename'];
  return typeof name === 'string' ? name : '';
}

/** Our copy of the partner's file, or our file that the partner's is a copy of. */
function localFile(twin: Twin, there: string): string | null {
  for (const trace of twin.attachments) if (trace.remote === there) return trace.local;
  for (const copy of twin.copies ?? []) if (copy.kind === 'attachment' && copy.theirs === there) return copy.ours;
  return null;
}

/** Ids of people and pictures in the issue's own texts. */
function namedIn(issue: Issue | null): ReadonlySet<string> {
  const found = new Set<string>();
  if (issue === null) return found;
  const documents = issue.description === null ? [] : [issue.description];
  for (const { body } of issue.comments) documents.push(body);
  for (const document of documents)
    for (const node of nodesOf(document, ['mention', ...PICTURES])) if (textAttr(node, 'id') !== '') found.add(textAttr(node, 'id'));
  return found;
}

/** Whether it shows files: those may come later than the text. */
export function showsFiles({ description, comments }: Wanted): boolean {
  const shows = (document: RichDocument): boolean => nodesOf(document, PICTURES).some((node) => textAttr(node, 'attachment') !== '');
  return (description !== null && shows(description)) || (comments !== null && comments.theirs.some(({ body }) => shows(body)));
}
