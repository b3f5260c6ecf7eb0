/** What could not be written to our tracker, by what it was part of: what is written anew replaces what was lost of it before. */
import type { JsonObject } from '../json.ts';
import type { Loss } from '../richtext/document.ts';
import { sumLosses } from '../richtext/losses.ts';
import type { Lost } from './twin.schema.ts';

/** Trackers' own names for what they change besides rich text. */
const MEMBER_OF: { readonly [what: string]: string } = { label: 'labels', summary: 'summary', priority: 'priority' };

export function commentMember(remoteId: string): string {
  return 'comment:' + remoteId;
}

export function attachmentMember(remoteId: string): string {
  return 'attachment:' + remoteId;
}

/** `members`: what was written. A loss belongs to one of them. */
export function lostNow(before: readonly Lost[], members: readonly string[], losses: readonly Loss[]): Lost[] {
  const rich = members.includes('description') ? 'description' : (members[0] ?? 'description');
  // Written before this was told apart: all of it was.
  const kept = before.filter(({ of: member }) => member !== undefined && !members.includes(member));
  const fresh = losses.map(({ what, count }) => {
    const own = Object.keys(MEMBER_OF).includes(what) ? (MEMBER_OF[what] ?? rich) : rich;
    return { what, count, of: members.includes(own) ? own : rich };
  });
  return [...kept, ...fresh];
}

/** For the partner: how often each. */
export function lostTogether(lost: readonly Lost[]): JsonObject[] {
  return sumLosses([lost.map(({ what, count }) => ({ what, count }))]).map(({ what, count }) => ({ what, count }));
}

/** Whether some of it was. */
export function lostOf(lost: readonly Lost[], field: string): boolean {
  return lost.some(({ of: member }) => member === field || (member === undefined && field === 'description'));
}
