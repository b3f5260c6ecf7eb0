/**
 * What a message says our users have changed, member by member of the replica.
 *
 * 1. A claim is the version of ours in which a member was changed last. It stays in every later message until the partner's value has taken
 *    its place: each message says everything by itself, whichever of the others its receiver has seen or passed over.
 * 2. A member that carries a field of the issue as it is has changed when one of our users has changed that field (`changedAt`). What the
 *    partner's message wrote there is no claim of ours, whatever the tracker has made of it.
 * 3. What a script has made of several fields is claimed when it differs from what was sent before.
 */
import type { JsonObject } from '../json.ts';
import { hasOwn } from '../own.ts';
import { sameJson } from '../richtext/normal.ts';
import type { Twin } from './twin.schema.ts';

export type Claims = { [member: string]: number };

/** The fields of our issue that this member carries as they are: the one of its own name, else all that say the same. */
function carried(replica: JsonObject, view: JsonObject, member: string): readonly string[] {
  const says = (field: string): boolean => hasOwn(view, field) && sameJson(replica[member], view[field]);
  return says(member) ? [member] : Object.keys(view).filter(says);
}

export interface Outgoing {
  readonly replica: JsonObject;
  /** Our issue, from which the script made it. */
  readonly view: JsonObject;
}

/** Whether the member says what the partner's message wrote, and nothing else. */
export function isTheirs({ replica, view }: Outgoing, member: string, changedAt: Twin['changedAt']): boolean {
  const fields = carried(replica, view, member);
  return fields.length > 0 && fields.every((field) => !hasOwn(changedAt, field));
}

/** Whether the member carries one of these fields of the issue as it is. */
export function carriesAny({ replica, view }: Outgoing, member: string, fields: readonly string[]): boolean {
  return carried(replica, view, member).some((field) => fields.includes(field));
}

/** Of the next message. `restated`: the partner is told once more all that we still claim. */
export function nextClaims(before: Claims, changed: readonly string[], version: number, restated: boolean): Claims {
  const claims: Claims = {};
  for (const member of Object.keys(before)) claims[member] = restated ? version : (before[member] ?? 0);
  for (const member of changed) claims[member] = version;
  return claims;
}

/** Members that the partner has changed since its version `applied`. */
export function claimedSince(claims: Claims, applied: number): readonly string[] {
  return Object.keys(claims).filter((member) => (claims[member] ?? 0) > applied);
}
