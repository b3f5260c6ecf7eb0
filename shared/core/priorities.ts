/**
 * Priorities of trackers that number them (1 is the highest), by the names that the others have for theirs. A tracker that names its
 * priorities does so in words of its own, and finds ours among them whatever their case.
 */
const NAMES: readonly string[] = ['Highest', 'High', 'Medium', 'Low', 'Lowest'];

/** Null: a number that has no name. */
export function priorityName(level: number): string | null {
  return NAMES[level - 1] ?? null;
}

/** From 1 to 5; null: none of these names. */
export function priorityLevel(name: string): number | null {
  const at = NAMES.map((one) => one.toLowerCase()).indexOf(name.trim().toLowerCase());
  return at < 0 ? null : at + 1;
}

/** The one of that name, letter case aside where none is written the same. */
export function priorityNamed<One extends { readonly name: string }>(all: readonly One[], name: string): One | null {
  const wanted = name.trim().toLowerCase();
  return all.find((one) => one.name === name) ?? all.find((one) => one.name.trim().toLowerCase() === wanted) ?? null;
}

/** What a tracker notes where the issue has not got the priority that was wanted. */
export const PRIORITY_LOST = { what: 'priority', count: 1 } as const;
