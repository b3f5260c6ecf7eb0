/**
 * A Jira site, two Azure DevOps organisations and the companion, with what tests ask of either side in the same words.
 * Jira and the organisation contoso connect; northwind is the second tenant in the room.
 */
import { copyFileSync, mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { AzureDevOps, LoggedRequest } from '@entente/ado-extension/standin';
import type { RecordedRequest } from '@entente/jira-app/standin';
import { startPlayground, type Playground, type PlaygroundOptions } from '@entente/playground';
import type { AdminApi, ConnectionView } from '@entente/wizard/admin-api';
import { azureDevOpsAdmin, jiraAdmin, type Overhear } from './admin-api.ts';
import { azureDevOpsPeople } from './azure-devops-people.ts';
import { changesAzureDevOps, changesJira } from './changes.ts';
import { eventually } from './eventually.ts';
import { jiraPeople } from './jira-people.ts';
import type { People } from './people.ts';

export type Host = 'jira' | 'azure-devops';
export const otherHost = (host: Host): Host => (host === 'jira' ? 'azure-devops' : 'jira');

export interface Side {
  readonly host: Host;
  readonly admin: AdminApi;
  readonly people: People;
  /** The project that connects, and one beside it, by the names that `people` take. */
  readonly project: string;
  readonly otherProject: string;
  /** The id of the account that Entente works as. */
  readonly account: string;
  /** Requests that Entente has made to this tracker as its own account, oldest first: `POST /rest/api/3/issue`. */
  requests(): readonly string[];
  /** Those that have changed an issue. */
  writes(): readonly string[];
}

export interface Room {
  readonly playground: Playground;
  readonly jira: Side;
  readonly 'azure-devops': Side;
  /** Admin and people of the second organisation. */
  readonly northwind: { readonly admin: AdminApi; readonly people: People };
  /** What the companion wrote to its log. */
  readonly companionLog: readonly string[];
  /** Where the companion keeps its data. */
  readonly companionFolder: string;
  close(): Promise<void>;
}

export async function openRoom(options: PlaygroundOptions & { readonly overhear?: Overhear } = {}): Promise<Room> {
  const companionLog: string[] = [];
  const dataDir = mkdtempSync(join(tmpdir(), 'entente-room-'));
  const playground = await startPlayground({ ...options, dataDir, log: (line) => companionLog.push(line) });
  const { jira, azureDevOps, companion } = playground;
  // Jira's admin has allowed the partner's host: the dialog is the browser tests' business.
  jira.control.allowEgress(companion.url);
  const hub = (organization: string): AdminApi =>
    azureDevOpsAdmin({ azureDevOps, companionUrl: companion.url, organization }, options.overhear);
  return {
    playground,
    companionLog,
    companionFolder: join(dataDir, 'companion'),
    jira: {
      host: 'jira',
      admin: jiraAdmin(jira, options.overhear),
      people: jiraPeople(jira, 'rui@acme.example'),
      project: 'ACME',
      otherProject: 'OPS',
      account: jira.appAccountId ?? '',
      requests: () => jiraRequests(playground).map(({ method, path }) => `${method} ${path}`),
      writes: () =>
        jiraRequests(playground)
          .filter(changesJira)
          .map(({ method, path }) => `${method} ${path}`),
    },
    'azure-devops': azureDevOpsSide(azureDevOps, 'contoso', hub('contoso')),
    northwind: { admin: hub('northwind'), people: azureDevOpsPeople(azureDevOps, 'northwind', 'mel') },
    close: async () => {
      await playground.close();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** An organisation, or a collection of a Server, with the projects that every stand-in has. */
export function azureDevOpsSide(azureDevOps: AzureDevOps, organization: string, admin: AdminApi, rest: '7.0' | '7.1' = '7.1'): Side {
  const requests = (): readonly LoggedRequest[] =>
    azureDevOps.control.requests().filter((one) => one.account === 'entente' && one.organization === organization);
  return {
    host: 'azure-devops',
    admin,
    people: azureDevOpsPeople(azureDevOps, organization, 'mel', rest),
    project: 'Fabrikam',
    otherProject: 'Tailspin',
    account: azureDevOps.control.user(organization, 'entente').id,
    requests: () => requests().map(({ method, path }) => `${method} ${path}`),
    writes: () =>
      requests()
        .filter(changesAzureDevOps)
        .map(({ method, path }) => `${method} ${path}`),
  };
}

function jiraRequests({ jira }: Playground): readonly RecordedRequest[] {
  return jira.control.requests().filter(({ accountId }) => accountId === jira.appAccountId);
}

export interface ConnectOptions {
  readonly initiator: Host;
  /** False: “I don't have a URL”, confirmed by the initiator's admin. */
  readonly withUrl?: boolean;
  /** The host whose side cannot be called. */
  readonly privateSide?: Host;
  /** Called while the code is on its way between the admins. */
  readonly onCode?: (code: string) => void | Promise<void>;
}

export interface Connected {
  readonly connectionId: string;
  readonly code: string;
  readonly securityNumber: string;
}

/** What the two admins do in their wizards. Resolves when both sides are active and show the same security number. */
export async function connect(room: Room, { initiator, withUrl = true, privateSide, onCode }: ConnectOptions): Promise<Connected> {
  const [inviting, accepting] = [room[initiator], room[otherHost(initiator)]];
  if (privateSide !== undefined) {
    const { node } = await room[privateSide].admin.home({});
    done(await room[privateSide].admin.saveSettings({ name: node.name, visibility: 'private' }));
  }
  return await connectSides(inviting, accepting, { withUrl, onCode });
}

/** What connecting takes of a side. */
export interface Connectable extends Pick<Side, 'admin'> {
  readonly host: string;
  /** Null: the host has no project step. */
  readonly project: string | null;
}

export interface ConnectSidesOptions {
  readonly withUrl?: boolean;
  /** The connection's, unique in both instances. */
  readonly name?: string;
  readonly onCode?: ConnectOptions['onCode'] | undefined;
  readonly patience?: Patience;
}

/** How long to wait for something and how often to look, in milliseconds. */
export interface Patience {
  readonly timeoutMs: number;
  readonly everyMs: number;
}

export async function connectSides(
  inviting: Connectable,
  accepting: Connectable,
  { withUrl = true, name = `${inviting.host}_${Date.now()}`, onCode, patience }: ConnectSidesOptions = {},
): Promise<Connected> {
  const destinationUrl = withUrl ? (await accepting.admin.home({})).node.baseUrl : null;
  const initiated = await inviting.admin.initiate({
    requestId: crypto.randomUUID(),
    destinationUrl,
    mode: 'SCRIPT',
    localShortName: 'here',
    remoteShortName: 'there',
    name,
    description: '',
    projectId: await projectIdOf(inviting),
    askBeforeActivating: !withUrl,
  });
  const { connectionId, invitation } = done(initiated);
  await onCode?.(invitation.code);
  done(await accepting.admin.accept({ requestId: crypto.randomUUID(), code: invitation.code, projectId: await projectIdOf(accepting) }));
  if (!withUrl) {
    await stateOf(inviting, connectionId, 'awaiting', patience);
    done(await inviting.admin.act({ connectionId, verb: 'confirm' }));
  }
  const shown = [await stateOf(inviting, connectionId, 'active', patience), await stateOf(accepting, connectionId, 'active', patience)];
  const [number = '', ...others] = shown.map(({ securityNumber }) => securityNumber ?? 'none');
  if (!/^\d{6}$/.test(number) || others.some((other) => other !== number))
    throw new Error(`Security numbers ${number} and ${others.join()}`);
  return { connectionId, code: invitation.code, securityNumber: number };
}

export function done<Answer extends { readonly kind: string }>(answer: Answer): Exclude<Answer, { readonly kind: 'refused' }> {
  if (answer.kind === 'refused') throw new Error(`Refused: ${JSON.stringify(answer)}`);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the line above is the check, which TypeScript does not see through a type parameter
  return answer as Exclude<Answer, { readonly kind: 'refused' }>;
}

/** By its key or its name. */
async function projectIdOf({ admin, host, project }: Connectable): Promise<string | null> {
  if (project === null) return null;
  const { items } = await admin.searchProjects({ text: project, cursor: null });
  const found = items.find(({ key, name }) => key === project || name === project);
  if (found === undefined) throw new Error(`${host} offers no project ${project}`);
  return found.id;
}

export async function stateOf(
  side: Pick<Connectable, 'host' | 'admin'>,
  connectionId: string,
  state: ConnectionView['state'],
  patience?: Patience,
): Promise<ConnectionView> {
  const seen = await eventually(
    `${side.host}: ${state}`,
    () => side.admin.connection({ connectionId }),
    (view) => view?.state === state,
    patience?.timeoutMs,
    patience?.everyMs,
  );
  if (seen === null) throw new Error('unreachable');
  return seen;
}

/**
 * Waits until nothing is on its way any more: both queues of the connection are empty, Forge is idle, and Entente asks
 * neither tracker anything for longer than it ever pauses between two steps of its work.
 */
export async function quiet(room: Room, connectionId: string): Promise<void> {
  const { jira, azureDevOps } = room.playground;
  let last = '';
  let since = performance.now();
  await eventually(
    'the room is quiet',
    async () => {
      await azureDevOps.control.settle();
      await jira.control.settle();
      const views = [await room.jira.admin.connection({ connectionId }), await room['azure-devops'].admin.connection({ connectionId })];
      const waiting = views.map((view) => (view === null ? 0 : view.counts.waitingToSend + view.counts.waitingToApply));
      const now = [...waiting, room.jira.requests().length, room['azure-devops'].requests().length].join();
      if (now !== last) since = performance.now();
      last = now;
      return { waiting, restedMs: performance.now() - since };
    },
    ({ waiting, restedMs }) => waiting.every((count) => count === 0) && restedMs > longestPauseMs,
    60_000,
  );
}

/** `BUSY_MS` of the core, and a margin. */
const longestPauseMs = 2300;

/** Both sides ask their tracker's change feed: Jira's five-minute sweep, and the companion's, which it makes at its start. */
export async function sweep(room: Room): Promise<void> {
  await room.playground.jira.control.runScheduled();
  const before = feedReads(room);
  await room.playground.companion.restart();
  await eventually(
    'the companion’s sweep',
    () => feedReads(room),
    (reads) => reads > before,
  );
}

const feedReads = (room: Room): number =>
  room['azure-devops'].requests().filter((request) => request.includes('/reporting/workitemrevisions')).length;

const databaseFile = 'entente.sqlite';

/** What the companion has in its database by now: a copy is read, for it lets nobody else at the file while it runs. */
export function readDatabase<Found>(room: Room, read: (database: DatabaseSync) => Found): Found {
  const folder = mkdtempSync(join(tmpdir(), 'entente-copy-'));
  for (const name of readdirSync(room.companionFolder).filter((one) => one === databaseFile || one === `${databaseFile}-wal`))
    copyFileSync(join(room.companionFolder, name), join(folder, name));
  const database = new DatabaseSync(join(folder, databaseFile));
  try {
    return read(database);
  } finally {
    database.close();
    rmSync(folder, { recursive: true });
  }
}

/** Changes the database while the companion is killed; it runs again afterwards. */
export async function whileKilled<Outcome>(room: Room, change: (database: DatabaseSync) => Outcome): Promise<Outcome> {
  await room.playground.companion.kill();
  const database = new DatabaseSync(join(room.companionFolder, databaseFile));
  try {
    return change(database);
  } finally {
    database.close();
    await room.playground.companion.restart();
  }
}
