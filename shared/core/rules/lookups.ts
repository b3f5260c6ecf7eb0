/**
 * What an incoming script may ask its tracker for.
 *
 *     issueType(name)       the standard type of that name in the connection's project (letter case aside), or null
 *     firstStandardType()   the first type there that can be created on its own, or null
 *     userByEmail(email)    { id, name, email }, or null
 */
import type { ProjectId } from '../ids.ts';
import type { Json } from '../json.ts';
import type { IssueType, Tracker } from '../tracker.ts';

export const LOOKUPS: readonly string[] = ['issueType', 'firstStandardType', 'userByEmail'];

/** Issue types once read are kept for the run. */
export interface LookupCache {
  types: readonly IssueType[] | null;
}

export async function answerLookup(
  tracker: Tracker,
  projectId: ProjectId | null,
  cache: LookupCache,
  lookup: string,
  args: readonly Json[],
): Promise<Json> {
  const first = args[0];
  if (lookup === 'userByEmail') {
    const person = typeof first === 'string' && first !== '' ? await tracker.findUserByEmail(first) : null;
    return person === null ? null : { id: person.id, name: person.name, email: person.email };
  }
  if (projectId === null) return null;
  if (cache.types === null) cache.types = await tracker.issueTypes(projectId);
  const type = lookup === 'issueType' ? typeNamed(cache.types, first) : cache.types.find((one) => one.standard);
  return type === undefined ? null : { id: type.id, name: type.name };
}

function typeNamed(types: readonly IssueType[], name: Json | undefined): IssueType | undefined {
  if (typeof name !== 'string') return undefined;
  const standard = types.filter((one) => one.standard);
  return standard.find((one) => one.name === name) ?? standard.find((one) => one.name.toLowerCase() === name.toLowerCase());
}
