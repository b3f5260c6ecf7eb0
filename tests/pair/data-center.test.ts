/** Jira Data Center's webhooks are hints: with none of them delivered, the sweep finds the same changes. */
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { dataCenterAdmin, dataCenterPeople } from '../support/data-center.ts';
import { eventually } from '../support/eventually.ts';
import { connectSides, openRoom, type Room } from '../support/room.ts';

let room: Room;

beforeAll(async () => {
  room = await openRoom({ dataCenter: 'paired' });
});
afterAll(() => room.close());

test('an edit arrives where no webhook does, and the answer comes back', async () => {
  const { dataCenter, companion } = room.playground;
  if (dataCenter === null) throw new Error('No Data Center was started.');
  const people = dataCenterPeople(dataCenter, 'rui');
  const there = room['azure-devops'];
  await connectSides({ host: 'jira-data-center', admin: dataCenterAdmin(dataCenter, companion.url), project: 'INI' }, there);
  const twinOf = async (summary: string) =>
    await eventually(
      summary,
      () => there.people.all(there.project).find((one) => one.summary === summary),
      (twin) => twin !== undefined,
    );
  const made = await people.create('INI', { summary: 'Made here' });
  await twinOf('Made here');
  await dataCenter.control.settle();
  dataCenter.control.webhooks.dropNext(1000);
  await people.edit(made, { summary: 'Renamed here' });
  // The sweep at its start is the one that does not have to be waited for.
  await companion.restart();
  const twin = await twinOf('Renamed here');
  await there.people.edit(twin?.id ?? '', { summary: 'Renamed there' });
  await eventually(
    'the edit',
    () => people.seen(made).summary,
    (summary) => summary === 'Renamed there',
  );
  expect(people.all('INI').map(({ summary }) => summary)).toEqual(['Renamed there']);
  expect(there.people.all(there.project).map(({ summary }) => summary)).toEqual(['Renamed there']);
});
