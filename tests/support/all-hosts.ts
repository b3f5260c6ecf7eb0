/**
 * Two instances of each of the five host kinds, with the companions that answer for those that need one: the first of each
 * kind invites, the second accepts. Every instance has a project for a partner of each kind, so that many connections live
 * beside each other.
 */
import { mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { startJiraCloud, type JiraCloud } from '@entente/jira-app/standin';
import { startJiraDataCenter, type JiraDataCenter } from '@entente/jira-app/standin/data-center';
import { pairDataCenter, pairOrganization, startCompanionProcess, type CompanionProcess } from '@entente/playground';
import { builtApp, startServiceNow, type ServiceNow } from '@entente/servicenow-scoped/standin';
import {
  azureDevOpsInstance,
  dataCenterInstance,
  hostKinds,
  jiraCloudInstance,
  projectFor,
  serviceNowInstance,
  type HostKind,
  type TrackerInstance,
} from './instances.ts';

const root = join(import.meta.dirname, '..', '..');
const extension = { manifestPath: join(root, 'vss-extension.json'), root };
const organizations = ['contoso', 'northwind'] as const;
const collections = ['Main', 'Partners'] as const;
const places = [0, 1] as const;

export interface AllHostsOptions {
  /** Whether one companion answers for both instances of a kind, or each has its own. */
  readonly companions: 1 | 2;
  /** The newest REST version that the Azure DevOps Server knows. */
  readonly rest: '7.0' | '7.1';
  /** Takes the application as the vendor's SDK builds it. */
  readonly serviceNow: boolean;
}

export interface AllHosts {
  readonly inviting: ReadonlyMap<HostKind, TrackerInstance>;
  readonly accepting: ReadonlyMap<HostKind, TrackerInstance>;
  readonly jiras: readonly JiraCloud[];
  readonly dataCenters: readonly JiraDataCenter[];
  readonly azureDevOps: AzureDevOps;
  readonly server: AzureDevOps;
  readonly serviceNows: readonly ServiceNow[];
  readonly companions: readonly CompanionProcess[];
  /** Access tokens that were handed out. */
  readonly tokens: readonly string[];
  /** What the companions wrote to their logs. */
  readonly companionLog: readonly string[];
  /** The companions' files, as they are by now. */
  companionFiles(): readonly Buffer[];
  close(): Promise<void>;
}

/** Each part is closed again, latest first, where a later one does not start. */
export async function openAllHosts(options: AllHostsOptions): Promise<AllHosts> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await openParts(options, closers)), close };
  } catch (caught) {
    await close();
    throw caught;
  }
}

async function openParts(options: AllHostsOptions, closers: (() => void | Promise<void>)[]): Promise<Omit<AllHosts, 'close'>> {
  const kept = async <Part extends { close(): Promise<void> }>(starting: Promise<Part>): Promise<Part> => {
    const part = await starting;
    closers.push(() => part.close());
    return part;
  };
  const jiras = await Promise.all(places.map((place) => kept(startJira(place))));
  const tokens: string[] = [];
  const dataCenters = await Promise.all(places.map(async (place) => noting(await kept(startDataCenter(place)), tokens)));
  const azureDevOps = await kept(startAzureDevOps({ organizations: organizations.map(withProjects), extension }));
  const server = await kept(
    startAzureDevOps({
      flavour: 'server',
      apiVersion: options.rest,
      directory: 'tfs',
      organizations: collections.map(withProjects),
      extension,
    }),
  );
  const serviceNows = await Promise.all((options.serviceNow ? places : []).map((place) => kept(startInstance(place))));
  const companionLog: string[] = [];
  const folder = mkdtempSync(join(tmpdir(), 'entente-all-hosts-'));
  closers.push(() => rmSync(folder, { recursive: true, force: true }));
  const allowedOrganizations = [
    ...organizations.map((name) => azureDevOps.organizationUrl(name)),
    ...collections.map((name) => server.organizationUrl(name)),
    ...dataCenters.map(({ siteUrl }) => siteUrl),
  ];
  const companions = await Promise.all(
    places.slice(0, options.companions).map((place) =>
      kept(
        startCompanionProcess({
          dataDir: join(folder, String(place)),
          port: 0,
          pageOrigins: [],
          allowedOrganizations,
          log: (line) => companionLog.push(line),
        }),
      ),
    ),
  );
  for (const host of [azureDevOps, server]) tokens.push(...Object.values(host.tokens).flatMap((byAccount) => Object.values(byAccount)));
  const parts = { jiras, dataCenters, azureDevOps, server, serviceNows, companions };
  allowEgress(parts);
  // One after the other: a companion has one pairing secret at a time.
  const inviting = await instancesAt(0, parts, options);
  const accepting = await instancesAt(1, parts, options);
  return { ...parts, inviting, accepting, tokens, companionLog, companionFiles: () => filesIn(folder) };
}

type Parts = Pick<AllHosts, 'jiras' | 'dataCenters' | 'azureDevOps' | 'server' | 'serviceNows' | 'companions'>;

const projects = hostKinds.map((kind) => projectFor[kind]);
const withProjects = (name: string) => ({ name, projects: projects.map((project) => ({ name: project, process: 'Agile' as const })) });

function startJira(place: number): Promise<JiraCloud> {
  return startJiraCloud({
    siteName: ['Acme Jira', 'Umbrella Jira'][place] ?? '',
    // Smaller than what there is of most: everything comes in pages.
    pageSize: 5,
    cloudId: `7f9e1c02-5d3b-4f0a-9c1d-2a6b8e4f000${place + 1}`,
    projects: projects.map((key) => ({ key, name: `With ${key.toLowerCase()}` })),
    app: {
      manifestPath: join(root, 'manifest.yml'),
      codePath: join(root, 'src', 'index.js'),
      resourcesRoot: root,
      variables: { ENTENTE_ALLOW_LOOPBACK: '1' },
    },
  });
}

/** Releases of both supported lines. */
function startDataCenter(place: number): Promise<JiraDataCenter> {
  return startJiraDataCenter({
    siteName: ['Initech Jira', 'Hooli Jira'][place] ?? '',
    version: ['10.3.24', '11.0.1'][place] ?? '',
    projects: projects.map((key) => ({ key, name: `With ${key.toLowerCase()}` })),
  });
}

/** Its tokens are made as they are asked for. */
function noting(jira: JiraDataCenter, tokens: string[]): JiraDataCenter {
  return {
    ...jira,
    token: (name) => {
      const token = jira.token(name);
      tokens.push(token);
      return token;
    },
  };
}

function startInstance(place: number): Promise<ServiceNow> {
  const properties = { 'x_entnt_entente.allow_loopback': 'true' };
  return startServiceNow({ app: builtApp(), instanceName: ['globex', 'wayne'][place] ?? '', schedule: true, properties });
}

/** Jira's admins have allowed their partners' hosts: the dialog is the browser tests' business. */
function allowEgress({ jiras, companions, serviceNows }: Parts): void {
  const urls = [...companions, ...serviceNows].map(({ url }) => url);
  for (const jira of jiras)
    for (const url of [...urls, ...jiras.filter((one) => one !== jira).map(({ edgeUrl }) => edgeUrl)]) jira.control.allowEgress(url);
}

/** Pairs with the companion what needs one. */
async function instancesAt(place: 0 | 1, parts: Parts, { rest }: AllHostsOptions): Promise<ReadonlyMap<HostKind, TrackerInstance>> {
  const { azureDevOps, server, companions } = parts;
  const companion = companions[place] ?? companions[0];
  const [jira, dataCenter, serviceNow] = [parts.jiras[place], parts.dataCenters[place], parts.serviceNows[place]];
  if (companion === undefined || jira === undefined || dataCenter === undefined) throw new Error(`Nothing was started at ${place}.`);
  const [organization, collection] = [organizations[place], collections[place]];
  await pairDataCenter(dataCenter, companion);
  await pairOrganization(azureDevOps, companion, organization);
  await pairOrganization(server, companion, collection);
  const companionUrl = companion.url;
  return new Map(
    [
      jiraCloudInstance(jira),
      dataCenterInstance(dataCenter, companionUrl),
      azureDevOpsInstance({ host: azureDevOps, organization, companionUrl, kind: 'azure-devops' }),
      azureDevOpsInstance({ host: server, organization: collection, companionUrl, kind: 'azure-devops-server', rest }),
      ...(serviceNow === undefined ? [] : [serviceNowInstance(serviceNow)]),
    ].map((instance) => [instance.kind, instance]),
  );
}

function filesIn(folder: string): readonly Buffer[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => readFileSync(join(entry.parentPath, entry.name)));
}
