/** `System.Tags`: names between semicolons, unique in any case of letters, first spelling in the project wins. */
import { refusals } from '../wire/errors.ts';
import { newGuid } from './organization.ts';
import type { Organization, Project } from './types.ts';

export function splitTags(text: string): readonly string[] {
  const seen = new Map<string, string>();
  for (const part of text.split(/[;,]/)) {
    const tag = part.trim();
    if (tag !== '' && !seen.has(tag.toLowerCase())) seen.set(tag.toLowerCase(), tag);
  }
  return [...seen.values()];
}

/** As the host writes them back: sorted, `a; b`. New names become tags of the project. */
export function normalizeTags(organization: Organization, project: Project, text: string): string {
  const names = splitTags(text).map((tag) => {
    // https://learn.microsoft.com/azure/devops/boards/queries/add-tags-to-work-items: 400 characters, 100 tags an item.
    if (tag.length > 400) throw refusals.badPatch(`The tag '${tag.slice(0, 20)}…' is longer than 400 characters.`);
    const known = project.tags.get(tag.toLowerCase());
    if (known !== undefined) return known.name;
    project.tags.set(tag.toLowerCase(), { id: newGuid(), name: tag, lastUpdated: organization.now() });
    return tag;
  });
  if (names.length > 100) throw refusals.badPatch('A work item cannot have more than 100 tags.');
  return names.toSorted((a, b) => (a.toLowerCase() < b.toLowerCase() ? -1 : 1)).join('; ');
}
