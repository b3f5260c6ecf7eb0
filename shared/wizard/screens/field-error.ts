import type { Problem } from '../machines/problem.ts';
import type { Texts } from '../texts/text.ts';

/**
 * What ties a problem to its field. The first field in error takes focus, again after each refused Next (`refusals`
 * counts them).
 */
export function fieldError(
  say: Texts['say'],
  problem: Problem | null | undefined,
  refusals: number,
  isFirst = true,
): { error: string | null; focusKey: string | null } {
  if (problem === null || problem === undefined) return { error: null, focusKey: null };
  return { error: say(problem), focusKey: isFirst && refusals > 0 ? `refused-${String(refusals)}` : null };
}
