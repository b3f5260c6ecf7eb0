/**
 * The companion dies in the middle of its work, right after the tracker has carried out a write whose answer it never reads,
 * and the app's functions start cold: every issue and every comment is on the other side once (PROTOCOL §7).
 */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { eventually } from '../support/eventually.ts';
import { adf } from '../support/rich-text.ts';
import { beingMade, letMinutesPass } from '../support/minutes.ts';
import { connect, openRoom, otherHost, quiet, whileKilled, type Host, type Room } from '../support/room.ts';

const hosts: readonly Host[] = ['jira', 'azure-devops'];
const numbers = Array.from({ length: 10 }, (_, at) => at + 1);
const words = {
  jira: adf({ type: 'paragraph', content: [{ type: 'text', text: 'Said once.' }] }),
  'azure-devops': '<p>Said once.</p>',
};

let room: Room;
let connectionId: string;

beforeAll(async () => {
  room = await openRoom();
  ({ connectionId } = await connect(room, { initiator: 'azure-devops' }));
});
afterAll(() => room.close());

/** How many comments each copy of each issue has, by summary. */
function copies(of: Host): Record<string, number[]> {
  const { people, project, account } = room[otherHost(of)];
  const found: Record<string, number[]> = {};
  for (const { summary, comments } of people.all(project).filter(({ by }) => by === account)) (found[summary] ??= []).push(comments.length);
  return found;
}

const once = (of: Host): Record<string, number[]> => Object.fromEntries(numbers.map((n) => [`${of} ${n}`, [1]]));

/** Resolves when the companion has died of the third work item that it makes. */
function deathAtThirdItem(): Promise<void> {
  const { azureDevOps, companion } = room.playground;
  return new Promise((resolve, reject) => {
    let made = 0;
    const stop = azureDevOps.control.onChange('contoso', ({ kind, by }) => {
      if (kind !== 'created' || by.account !== 'entente') return;
      made += 1;
      if (made < 3) return;
      stop();
      // The signal is sent in this very turn, before the answer is written.
      companion.kill().then(resolve, reject);
    });
  });
}

test('ten issues each way, the companion killed in the middle of a write, the app started cold', async () => {
  const { jira } = room.playground;
  const died = deathAtThirdItem();
  for (const n of numbers) {
    for (const host of hosts) {
      const { people, project } = room[host];
      await people.comment(await people.create(project, { summary: `${host} ${n}` }), words[host]);
    }
  }
  await died;
  jira.control.coldStart();
  // Several issues are made side by side. Those cut off wait until their write cannot happen any more; no other waits for them.
  const cutOff = await whileKilled(room, beingMade);
  expect(cutOff).toBeGreaterThanOrEqual(1);
  expect(cutOff).toBeLessThan(numbers.length);
  const seen = await eventually(
    `all but ${cutOff}, with their comments`,
    () => Object.entries(copies('jira')),
    (all) => all.filter(([, comments]) => comments[0] === 1).length === numbers.length - cutOff,
    60_000,
  );
  // At least the one whose answer was lost is there; none of them has gone on.
  expect(seen.filter(([, comments]) => comments[0] === 0).length).toBeGreaterThanOrEqual(1);
  jira.control.coldStart();
  expect(await whileKilled(room, letMinutesPass)).toBe(cutOff);
  await eventually(
    'all, with their comments',
    () => hosts.map(copies),
    (seen) => seen.every((summaries) => Object.keys(summaries).length === 10 && Object.values(summaries).every(([count = 0]) => count > 0)),
    60_000,
  );
  await quiet(room, connectionId);
  for (const host of hosts) expect(copies(host)).toEqual(once(host));
}, 180_000);
