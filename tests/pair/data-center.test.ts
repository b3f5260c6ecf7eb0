/**
 * Jira Data Center, behind the companion, with Jira Cloud and with Azure DevOps: the default sync both ways.
 *
 * 1. What a user makes or edits on either side appears on the other, once, with its formatting in the other's own form.
 * 2. Text that merely looks like markup stays text there and back.
 * 3. Webhooks are hints: with none of them delivered, the sweep finds the same changes.
 */
import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { startPlayground, type Playground } from '@entente/playground';
import type { AdminApi } from '@entente/wizard/admin-api';
import { azureDevOpsAdmin, jiraAdmin } from '../support/admin-api.ts';
import { azureDevOpsPeople } from '../support/azure-devops-people.ts';
import { dataCenterAdmin, dataCenterPeople } from '../support/data-center.ts';
import { expectDescribed } from '../support/descriptions.ts';
import { eventually } from '../support/eventually.ts';
import { jiraPeople } from '../support/jira-people.ts';
import type { People, Seen } from '../support/people.ts';
import { adf } from '../support/rich-text.ts';
import { done } from '../support/room.ts';

interface Side {
  readonly admin: AdminApi;
  readonly people: People;
  readonly project: string;
}

const sides: readonly string[] = ['Jira Cloud', 'Azure DevOps'];
const partnerOf = ({ jira, azureDevOps, companion }: Playground, name: string): Side =>
  name === 'Jira Cloud'
    ? { admin: jiraAdmin(jira), people: jiraPeople(jira, 'rui@acme.example'), project: 'ACME' }
    : {
        admin: azureDevOpsAdmin({ azureDevOps, companionUrl: companion.url, organization: 'contoso' }),
        people: azureDevOpsPeople(azureDevOps, 'contoso', 'mel'),
        project: 'Fabrikam',
      };

async function projectId({ admin, project }: Side): Promise<string> {
  const { items } = await admin.searchProjects({ text: project, cursor: null });
  const found = items.find(({ key, name }) => key === project || name === project);
  if (found === undefined) throw new Error(`No project ${project} among ${JSON.stringify(items)}`);
  return found.id;
}

async function connect(inviting: Side, accepting: Side): Promise<void> {
  const initiated = done(
    await inviting.admin.initiate({
      requestId: crypto.randomUUID(),
      destinationUrl: (await accepting.admin.home({})).node.baseUrl,
      mode: 'SCRIPT',
      localShortName: 'here',
      remoteShortName: 'there',
      name: `c_${Date.now()}`,
      description: '',
      projectId: await projectId(inviting),
      askBeforeActivating: false,
    }),
  );
  const { code } = initiated.invitation;
  done(await accepting.admin.accept({ requestId: crypto.randomUUID(), code, projectId: await projectId(accepting) }));
  for (const { admin } of [inviting, accepting]) {
    await eventually(
      'active',
      () => admin.connection({ connectionId: initiated.connectionId }),
      (view) => view?.state === 'active',
    );
  }
}

const looksLikeMarkup = 'Not *bold*, not {code}, a|b, [x|https://a.example], C:\\\\dir and h1. too';

/** The same words in each tracker's own form. */
const words = {
  'Jira Cloud': adf(
    {
      type: 'paragraph',
      content: [
        { type: 'text', text: 'It is ' },
        { type: 'text', text: 'bold', marks: [{ type: 'strong' }] },
      ],
    },
    { type: 'paragraph', content: [{ type: 'text', text: looksLikeMarkup }] },
  ),
  'Azure DevOps': `<p>It is <strong>bold</strong></p><p>${looksLikeMarkup}</p>`,
} as const;
const escaped = 'Not \\*bold\\*, not \\{code}, a\\|b, \\[x\\|https://a.example], C:&#92;&#92;dir and h1. too';
const inWiki = `It is *bold*\n\n${escaped}`;

describe.each(sides)('with %s', (name) => {
  let playground: Playground;
  let here: Side;
  let there: Side;
  const file = randomBytes(200_000);

  beforeAll(async () => {
    playground = await startPlayground({ dataCenter: 'paired' });
    const { dataCenter, companion, jira } = playground;
    if (dataCenter === null) throw new Error('No Data Center was started.');
    jira.control.allowEgress(companion.url);
    here = { admin: dataCenterAdmin(dataCenter, companion.url), people: dataCenterPeople(dataCenter, 'rui'), project: 'INI' };
    there = partnerOf(playground, name);
    await (name === 'Jira Cloud' ? connect(here, there) : connect(there, here));
  }, 60_000);
  afterAll(() => playground.close());

  const twinOf = async ({ people, project }: Side, summary: string, isIt: (seen: Seen) => boolean = () => true): Promise<Seen> => {
    const [found] = await eventually(
      `“${summary}”`,
      () => people.all(project).filter((one) => one.summary === summary),
      (all) => all[0] !== undefined && isIt(all[0]),
    );
    return found!;
  };

  test('the nodes say what they are', async () => {
    const { node } = await here.admin.home({});
    expect(node).toMatchObject({ nodeType: 'JIRA_DATA_CENTER', name: 'Initech Jira' });
  });

  test('an issue made in Data Center appears there, once, with its formatting', async () => {
    const made = await here.people.create('INI', { summary: 'Made here', description: inWiki, labels: ['blue', 'red'] });
    await here.people.comment(made, 'Said _here_');
    await here.people.attach(made, 'log ü.bin', file);
    const twin = await twinOf(there, 'Made here', ({ comments, attachments }) => comments.length === 1 && attachments.length === 1);
    expect(twin.labels).toEqual(['blue', 'red']);
    expect(JSON.stringify(twin.description)).toContain('bold');
    expect(twin.attachments[0]?.bytes.equals(file)).toBe(true);
    if (name === 'Jira Cloud') expect(twin.description).toEqual(words['Jira Cloud']);
    else expect(twin.description).toBe(words['Azure DevOps']);
  }, 60_000);

  test('an issue made there appears in Data Center, once; text that looks like markup is text', async () => {
    const made = await there.people.create(there.project, {
      summary: 'Made there',
      description: words[name === 'Jira Cloud' ? 'Jira Cloud' : 'Azure DevOps'],
    });
    await there.people.attach(made, 'dump.bin', file);
    const twin = await twinOf(here, 'Made there', ({ attachments }) => attachments.length === 1);
    expect(twin.description).toBe(inWiki);
    expect(twin.attachments[0]?.bytes.equals(file)).toBe(true);
    await here.people.comment(twin.id, 'Answer with *stress*');
    const answered = await eventually(
      'the comment',
      () => there.people.seen(made),
      ({ comments }) => comments.length === 1,
    );
    expect(JSON.stringify(answered.comments[0]?.body)).toContain('stress');
  }, 60_000);

  test('an edit on either side arrives, also where no webhook does', async () => {
    const { dataCenter } = playground;
    const [mine] = here.people.all('INI').filter(({ summary }) => summary === 'Made here');
    await dataCenter?.control.settle();
    dataCenter?.control.webhooks.dropNext(1000);
    await here.people.edit(mine!.id, { summary: 'Renamed here' });
    // The sweep at its start is the one that does not have to be waited for.
    await playground.companion.restart();
    const twin = await twinOf(there, 'Renamed here');
    await there.people.edit(twin.id, { summary: 'Renamed there' });
    await eventually(
      'the edit',
      () => here.people.seen(mine!.id).summary,
      (summary) => summary === 'Renamed there',
    );
  }, 60_000);

  test('nothing was made twice', () => {
    for (const { people, project } of [here, there]) {
      const summaries = people.all(project).map(({ summary }) => summary);
      expect(summaries.toSorted()).toEqual(['Made there', 'Renamed there']);
    }
  });

  test('every request to the trackers is as the official descriptions have it', () => {
    expectDescribed(playground, ['jira-data-center', name === 'Jira Cloud' ? 'jira-cloud' : 'azure-devops']);
  });
});
