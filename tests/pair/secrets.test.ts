/**
 * Secrets stay where they belong, through a connection's whole life: pairing, invitation, handshake, exchange, deactivation
 * and deletion, with wrong turns in between.
 *
 * 1. No secret is in a log, an admin API answer, an address, a message between the nodes, or the companion's database file.
 *    The one exception is the invitation code in the answers of `initiate` and `invitation`.
 * 2. The invitation secret is gone after the first exchange, the connection's keys with the connection.
 */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import * as z from 'zod';
import { adf } from '../support/rich-text.ts';
import { eventually } from '../support/eventually.ts';
import { connect, done, openRoom, otherHost, readDatabase, stateOf, type ConnectOptions, type Host, type Room } from '../support/room.ts';

let room: Room;
/** By value, what they are. */
const secrets = new Map<string, string>();
const answers: { readonly method: string; readonly text: string }[] = [];
const codes: string[] = [];

beforeAll(async () => {
  // As talkative as it gets.
  process.env['ENTENTE_LOG_LEVEL'] = 'debug';
  room = await openRoom({ paired: ['northwind'], overhear: (method, answer) => answers.push({ method, text: JSON.stringify(answer) }) });
  const { azureDevOps } = room.playground;
  for (const [organization, tokens] of Object.entries(azureDevOps.tokens))
    for (const [account, token] of Object.entries(tokens)) secrets.set(token, `access token of ${account} in ${organization}`);
});
afterAll(async () => {
  delete process.env['ENTENTE_LOG_LEVEL'];
  await room.close();
});

/** A call of the first run's part of the companion's API, which the contract does not cover. */
async function ask(method: string, body: unknown, token: string): Promise<number> {
  const { companion, azureDevOps } = room.playground;
  secrets.set(token, `bearer token of ${method}`);
  const headers = {
    authorization: `Bearer ${token}`,
    'entente-instance': azureDevOps.organizationUrl('contoso'),
    'content-type': 'application/json',
  };
  const response = await fetch(`${companion.url}/admin/v1/${method}`, { method: 'POST', headers, body: JSON.stringify(body) });
  answers.push({ method, text: await response.text() });
  return response.status;
}

test('pairing, with every secret given wrong once', async () => {
  const { companion, azureDevOps } = room.playground;
  const organizationUrl = azureDevOps.organizationUrl('contoso');
  const token = azureDevOps.accessToken('contoso', 'ada');
  const secret = companion.newPairingSecret();
  const wrong = { secret: `${secret.slice(0, -4)}AAAA`, pat: 'wrong-personal-access-token', token: `${token.slice(0, -4)}AAAA` };
  secrets.set(companion.pairingSecret(), 'pairing secret of the start').set(secret, 'pairing secret');
  secrets.set(wrong.secret, 'wrong pairing secret').set(wrong.pat, 'wrong access token');
  expect(await ask('pair', { secret, organizationUrl }, wrong.token)).toBe(401);
  expect(await ask('pair', { secret: wrong.secret, organizationUrl }, token)).toBe(403);
  expect(await ask('pair', { secret, organizationUrl }, token)).toBe(200);
  expect(await ask('pair', { secret, organizationUrl }, token)).toBe(403);
  expect(await ask('credentials', { pat: wrong.pat }, token)).toBe(422);
  expect(await ask('credentials', { pat: azureDevOps.token('contoso', 'entente') }, token)).toBe(200);
  const hooks = await eventually(
    'service hooks',
    () =>
      [...azureDevOps.control.organization('contoso').subscriptions.values()].map(
        ({ consumerInputs }) => consumerInputs['basicAuthPassword'] ?? '',
      ),
    (passwords) => passwords.length > 0,
  );
  for (const password of hooks) secrets.set(password, 'password of the service hooks');
  expect(leaks()).toEqual([]);
});

const invitation = z.object({ invitationSecret: z.string() });
const keyPair = z.object({ i2a: z.string(), a2i: z.string() });

/** The secret in a code, and the code itself as text that must not stand anywhere else. */
function learnCode(code: string): string {
  const { invitationSecret } = invitation.parse(JSON.parse(Buffer.from(code, 'base64').toString('utf8')));
  secrets.set(invitationSecret, 'invitation secret').set(code, 'invitation code');
  codes.push(code);
  return invitationSecret;
}

/** Both sides have the same keys; Jira's stand-in shows what the app keeps. */
function learnKeys(): void {
  for (const [name, value] of room.playground.jira.control.stored('secret')) {
    const kept = z.object({ value: z.string() }).parse(value);
    if (!/#(keys|handshake)\./.test(name)) continue;
    const pair = keyPair.parse(JSON.parse(kept.value));
    secrets.set(pair.i2a, `${name}, i2a`).set(pair.a2i, `${name}, a2i`);
  }
}

interface Place {
  readonly name: string;
  readonly text: string;
}

function places(): readonly Place[] {
  const { jira, azureDevOps } = room.playground;
  const place = (name: string, text: string): Place => ({ name, text });
  const shown = new Set(['initiate', 'invitation']);
  const withoutCode = ({ method, text }: (typeof answers)[number]): string =>
    shown.has(method) ? codes.reduce((rest, code) => rest.replaceAll(code, ''), text) : text;
  const files = readdirSync(room.companionFolder).filter((name) => name.startsWith('entente.sqlite'));
  return [
    ...jira.control.log().map((line) => place('Forge console', line)),
    ...room.companionLog.map((line) => place('companion log', line)),
    ...answers.map((answer) => place(`admin API, ${answer.method}`, withoutCode(answer))),
    ...jira.control.requests().map(({ path, query }) => place('address at Jira', `${path}?${query.toString()}`)),
    ...azureDevOps.control.requests().map(({ path, query }) => place('address at Azure DevOps', `${path}?${query}`)),
    ...jira.control
      .passed()
      .flatMap(({ url, body }) => [place('address between the nodes', url), place('message between the nodes', body)]),
    ...['kv', 'entity/record'].map((space) => place(`Forge storage, ${space}`, JSON.stringify(jira.control.stored(space)))),
    ...files.map((name) => place(`companion’s ${name}`, readFileSync(join(room.companionFolder, name), 'latin1'))),
  ];
}

/** Access tokens are made for every call anew: their form gives them away. */
const anyToken = /eyJ[\w-]{10,}\.[\w-]{10,}\.[\w-]{10,}/;

function leaks(): readonly string[] {
  const found = places().flatMap(({ name, text }) => [
    ...[...secrets].filter(([value]) => value !== '' && text.includes(value)).map(([, what]) => `${what} in ${name}`),
    ...(anyToken.test(text) ? [`an access token in ${name}`] : []),
  ]);
  return [...new Set(found)];
}

const words = { jira: adf({ type: 'paragraph', content: [{ type: 'text', text: 'Hello' }] }), 'azure-devops': '<p>Hello</p>' };

async function issueFlows(from: Host): Promise<void> {
  const summary = `From ${from} ${crypto.randomUUID()}`;
  await room[from].people.comment(await room[from].people.create(room[from].project, { summary, description: words[from] }), words[from]);
  const there = room[otherHost(from)];
  await eventually(
    summary,
    () => there.people.all(there.project),
    (issues) => issues.some((one) => one.summary === summary && one.comments.length === 1),
  );
}

const secretNames = (): readonly string[] => [
  ...room.playground.jira.control.stored('secret').map(([name]) => `jira ${name}`),
  ...readDatabase(room, (database) => database.prepare('SELECT name FROM secret').all()).map(({ name }) => `companion ${String(name)}`),
];

test('errors on both sides', async () => {
  const { jira, azureDevOps } = room.playground;
  jira.control.failNext(503, ({ path }) => path.endsWith('/project/search'));
  // As often as it is asked: the companion's own work may ask first.
  let isOver = false;
  azureDevOps.control.failNext(503, ({ account, path }) => !isOver && account === 'entente' && path.endsWith('/_apis/projects'), 500);
  for (const host of ['jira', 'azure-devops'] as const)
    await expect(room[host].admin.searchProjects({ text: '', cursor: null })).rejects.toThrow();
  isOver = true;
  expect(leaks()).toEqual([]);
});

const lives: readonly (readonly [string, ConnectOptions])[] = [
  ['Jira initiates', { initiator: 'jira' }],
  ['Azure DevOps initiates', { initiator: 'azure-devops' }],
  ['Jira initiates without a URL', { initiator: 'jira', withUrl: false }],
];

describe.each(lives)('a whole life: %s', (_, options) => {
  const acceptor = otherHost(options.initiator);
  let connectionId: string;
  let code: string;
  let invitationSecret: string;

  test('invitation, handshake, the first exchange', async () => {
    ({ connectionId, code } = await connect(room, {
      ...options,
      onCode: async (made) => {
        invitationSecret = learnCode(made);
        learnKeys();
        await room[options.initiator].admin.list({});
        // A code that says something else, one that is cut off, and one's own.
        for (const bad of [`${made.slice(0, 200)}AAAA${made.slice(204)}`, made.slice(0, -40)]) {
          secrets.set(bad, 'bad code');
          expect(await room[acceptor].admin.accept({ requestId: crypto.randomUUID(), code: bad, projectId: null })).toMatchObject({
            kind: 'refused',
          });
        }
        expect(await room[options.initiator].admin.accept({ requestId: crypto.randomUUID(), code: made, projectId: null })).toMatchObject({
          kind: 'refused',
        });
        expect(leaks()).toEqual([]);
      },
    }));
    learnKeys();
    await issueFlows(options.initiator);
    await issueFlows(acceptor);
    expect(await room[acceptor].admin.accept({ requestId: crypto.randomUUID(), code, projectId: null })).toMatchObject({ kind: 'refused' });
    expect(leaks()).toEqual([]);
    expect(secretNames().filter((name) => /invite\./.test(name))).toEqual([]);
    expect(JSON.stringify(room.playground.jira.control.stored('secret'))).not.toContain(invitationSecret);
  });

  test('deactivated, active again, deleted', async () => {
    const [first, second] = [room[options.initiator], room[acceptor]];
    done(await first.admin.act({ connectionId, verb: 'deactivate' }));
    await eventually(
      'the partner knows',
      () => second.admin.connection({ connectionId }),
      (view) => view?.partnerDeactivated === true,
    );
    done(await first.admin.act({ connectionId, verb: 'activate' }));
    await eventually(
      'the partner knows',
      () => second.admin.connection({ connectionId }),
      (view) => view?.partnerDeactivated === false,
    );
    await issueFlows(acceptor);
    done(await second.admin.act({ connectionId, verb: 'delete' }));
    await stateOf(first, connectionId, 'removedByPartner');
    // Until it has heard that, the side that deleted keeps its keys, 30 days at most.
    await eventually(
      'the keys of who deleted are gone',
      secretNames,
      (names) => !names.some((name) => name.includes(connectionId) && !name.startsWith(first.host === 'jira' ? 'jira' : 'companion')),
    );
    done(await first.admin.act({ connectionId, verb: 'delete' }));
    await eventually('the keys are gone', secretNames, (names) => !names.some((name) => name.includes(connectionId)));
    expect(leaks()).toEqual([]);
  });
});

test('what is looked for would be found', () => {
  expect(secrets.size).toBeGreaterThan(20);
  expect([...secrets.keys()].every((value) => value.length >= 20)).toBe(true);
  // Every kind of place has something in it.
  const kinds = new Set(places().map(({ name }) => name.split(',')[0]));
  for (const kind of [
    'Forge console',
    'Forge storage',
    'companion log',
    'admin API',
    'address at Jira',
    'address at Azure DevOps',
    'address between the nodes',
    'message between the nodes',
    'companion’s entente.sqlite',
    'companion’s entente.sqlite-wal',
  ])
    expect(kinds).toContain(kind);
});
