/**
 * What must hold after a connection has been deleted in the midst of work: whoever deleted it has nothing of it any more, the other knows,
 * nothing waits for ever, and nothing is there twice.
 */
import { plainText } from '@entente/core';
import { connections } from './connect.ts';
import { saidFirst } from './history.ts';
import { aboutStrangers, withToken } from './invariants.ts';
import type { World } from './world.ts';

export function endedViolations(world: World): readonly string[] {
  const found: string[] = [];
  const states: string[] = [];
  for (const side of world.sides.slice(0, 2)) {
    states.push(connections(side)[0]?.state ?? 'none');
    for (const table of ['outbox', 'sent', 'inbox', 'todo'] as const)
      for (const { key, value } of side.store.dump(table))
        found.push(`${side.name}: ${table} holds ${key} ${JSON.stringify(value).slice(0, 300)}`);
    aboutStrangers(world, side, found);
    for (const { token } of world.history.issues) {
      const issues = withToken(side, token);
      if (issues.length > 1) found.push(`${side.name}: ${token} is there ${issues.length} times`);
      const texts = issues.flatMap(({ comments, attachments }) => [
        ...comments.map(({ body }) => saidFirst(plainText(body))),
        ...attachments.map(({ filename }) => filename),
      ]);
      for (const text of new Set(texts))
        if (texts.filter((one) => one === text).length > 1) found.push(`${side.name}: ${text} of ${token} is there more than once`);
    }
  }
  const ends = ['none,none', 'none,removedByPartner', 'removedByPartner,none'];
  return ends.includes(states.join()) ? found : [`the connection is ${states.join(' and ')}`, ...found];
}
