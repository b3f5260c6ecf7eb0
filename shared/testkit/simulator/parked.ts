/**
 * What must hold while a tracker goes on refusing something: the issues that it is about are held up and say so, on both sides, and
 * everything else has got across.
 */
import { heldOf, partnersIssue } from './admins.ts';
import { tokenOf } from './history.ts';
import { aboutIssue, aboutSending } from './invariants.ts';
import { textOf } from './people.ts';
import type { World } from './world.ts';

export async function parkedViolations(world: World): Promise<readonly string[]> {
  const [left, right] = world.sides;
  if (left === undefined || right === undefined) return [];
  const found: string[] = [];
  const tokens = new Set<string>();
  for (const side of [left, right]) {
    aboutSending(side, found);
    const other = side === left ? right : left;
    const known = (await heldOf(world, other)).filter(({ where }) => where === 'partner').map(({ ours }) => ours?.id);
    const held = (await heldOf(world, side)).filter(({ where }) => where === 'applying');
    for (const one of held) {
      const theirs = partnersIssue(world, side, one);
      if (theirs !== null) tokens.add(tokenOf(textOf(theirs.issue)));
      if (one.code !== 'tracker.refused') found.push(`${side.name}: ${one.id} is held up by ${one.code}`);
      if (theirs !== null && !known.includes(theirs.issue.id)) found.push(`${other.name} does not know that ${theirs.issue.id} is held up`);
    }
    const waiting = side.store.count('inbox');
    if (waiting > held.length) found.push(`${side.name}: ${waiting} messages wait, of ${held.length} issues that are held up`);
  }
  for (const issue of world.history.issues) if (!tokens.has(issue.token)) aboutIssue(world, left, right, issue, found);
  return found.map((violation) => `while the tracker refuses: ${violation}`);
}
