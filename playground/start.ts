/** Everything on one machine: a Jira Cloud site, two Azure DevOps organisations, the companion and, on demand, a ServiceNow instance and a Jira Data Center. For `npm start` and for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { startJiraCloud, type JiraCloud } from '@entente/jira-app/standin';
import { startJiraDataCenter, type JiraDataCenter } from '@entente/jira-app/standin/data-center';
import { builtApp, startServiceNow, type ServiceNow } from '@entente/servicenow-scoped/standin';
import { freePort, startCompanionProcess, type CompanionProcess } from './companion-process.ts';
import { pairDataCenter, pairOrganization } from './pair-organization.ts';

const root = join(import.meta.dirname, '..');
const organizations = ['contoso', 'northwind'];
const collections = ['Main', 'Partners'];

export interface PlaygroundOptions {
  /** 0: any free ports. */
  readonly ports?: {
    readonly jira: number;
    readonly azureDevOps: number;
    readonly companion: number;
    readonly dataCenter?: number;
    readonly azureDevOpsServer?: number;
    readonly serviceNow?: number;
  };
  /** Starts a ServiceNow instance too, with the application installed; its jobs run by themselves. */
  readonly serviceNow?: boolean;
  /** Organisations that are paired with the companion beforehand; the others show their first run. */
  readonly paired?: readonly string[];
  /** Starts a Jira Data Center too, paired with the companion unless `unpaired`. */
  readonly dataCenter?: 'paired' | 'unpaired';
  /** Starts an Azure DevOps Server too, with two collections; `apiVersion`: the newest REST version it knows. */
  readonly azureDevOpsServer?: { readonly state: 'paired' | 'unpaired'; readonly apiVersion?: '7.0' | '7.1' };
  /** Kept where it is given; else a folder that goes away with the playground. */
  readonly dataDir?: string;
  readonly log?: (line: string) => void;
}

export interface Playground {
  readonly jira: JiraCloud;
  readonly azureDevOps: AzureDevOps;
  readonly companion: CompanionProcess;
  /** Null: not asked for. */
  readonly serviceNow: ServiceNow | null;
  /** Null: not asked for. */
  readonly dataCenter: JiraDataCenter | null;
  /** Null: not asked for. */
  readonly azureDevOpsServer: AzureDevOps | null;
  close(): Promise<void>;
}

/** Each part is closed again, latest first, where a later one does not start. */
export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const closers: (() => void | Promise<void>)[] = [];
  const close = async (): Promise<void> => {
    for (const closer of closers.splice(0).toReversed()) await closer();
  };
  try {
    return { ...(await startParts(options, closers)), close };
  } catch (caught) {
    await close();
    throw caught;
  }
}

async function startParts(options: PlaygroundOptions, closers: (() => void | Promise<void>)[]): Promise<Omit<Playground, 'close'>> {
  const ports = options.ports ?? { jira: 0, azureDevOps: 0, companion: 0 };
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'entente-playground-'));
  if (options.dataDir === undefined) closers.push(() => rmSync(dataDir, { recursive: true, force: true }));
  const jira = await startJiraCloud({
    port: ports.jira,
    app: {
      manifestPath: join(root, 'manifest.yml'),
      codePath: join(root, 'src', 'index.js'),
      resourcesRoot: root,
      variables: { ENTENTE_ALLOW_LOOPBACK: '1' },
    },
  });
  closers.push(() => jira.close());
  const azureDevOps = await startAzureDevOps({
    port: ports.azureDevOps,
    extension: { manifestPath: join(root, 'vss-extension.json'), root },
  });
  closers.push(() => azureDevOps.close());
  const serviceNow = options.serviceNow === true ? await startInstance(ports.serviceNow ?? 0) : null;
  if (serviceNow !== null) closers.push(() => serviceNow.close());
  const companionPort = ports.companion === 0 ? await freePort() : ports.companion;
  const dataCenter = options.dataCenter === undefined ? null : await startDataCenter(ports.dataCenter ?? 0, companionPort);
  if (dataCenter !== null) closers.push(() => dataCenter.close());
  const server =
    options.azureDevOpsServer === undefined ? null : await startServer(options.azureDevOpsServer.apiVersion, ports.azureDevOpsServer);
  if (server !== null) closers.push(() => server.close());
  const companion = await startCompanionProcess({
    dataDir: join(dataDir, 'companion'),
    port: companionPort,
    pageOrigins: [azureDevOps.frameOrigin],
    allowedOrganizations: [
      ...organizations.map((name) => azureDevOps.organizationUrl(name)),
      ...(dataCenter === null ? [] : [dataCenter.siteUrl]),
      ...(server === null ? [] : collections.map((name) => server.organizationUrl(name))),
    ],
    log: options.log ?? (() => undefined),
  });
  closers.push(() => companion.close());
  for (const name of options.paired ?? organizations) await pairOrganization(azureDevOps, companion, name);
  if (dataCenter !== null && options.dataCenter === 'paired') await pairDataCenter(dataCenter, companion);
  if (server !== null && options.azureDevOpsServer?.state === 'paired')
    for (const name of collections) await pairOrganization(server, companion, name);
  return { jira, azureDevOps, companion, serviceNow, dataCenter, azureDevOpsServer: server };
}

/** With the records that the build has made. */
export async function startInstance(port: number): Promise<ServiceNow> {
  return await startServiceNow({ port, app: builtApp(), schedule: true, properties: { 'x_entnt_entente.allow_loopback': 'true' } });
}

/** In a virtual directory, as it is installed by default in older versions. */
async function startServer(apiVersion: '7.0' | '7.1' = '7.1', port = 0): Promise<AzureDevOps> {
  return await startAzureDevOps({
    flavour: 'server',
    apiVersion,
    directory: 'tfs',
    port,
    organizations: collections.map((name) => ({
      name,
      projects: [
        { name: 'Fabrikam', process: 'Agile' },
        { name: 'Tailspin', process: 'Basic' },
        { name: 'Vault', process: 'Basic' },
      ],
    })),
    extension: { manifestPath: join(root, 'vss-extension.json'), root },
  });
}

/** With the menu plugin, into which the companion's address was built. */
async function startDataCenter(port: number, companionPort: number): Promise<JiraDataCenter> {
  const folder = join(root, 'jira-app', 'data-center');
  const plugin = {
    uiFolder: join(folder, 'dist'),
    descriptorFolder: join(folder, 'plugin'),
    companionUrl: `http://127.0.0.1:${companionPort}`,
  };
  return await startJiraDataCenter({ port, plugin });
}
