/** Everything on one machine: a Jira Cloud site, two Azure DevOps organisations and the companion. For `npm start` and for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { startJiraCloud, type JiraCloud } from '@entente/jira-app/standin';
import { startCompanionProcess, type CompanionProcess } from './companion-process.ts';
import { pairOrganization } from './pair-organization.ts';

const root = join(import.meta.dirname, '..');
const organizations = ['contoso', 'northwind'];

export interface PlaygroundOptions {
  /** 0: any free ports. */
  readonly ports?: { readonly jira: number; readonly azureDevOps: number; readonly companion: number };
  /** Organisations that are paired with the companion beforehand; the others show their first run. */
  readonly paired?: readonly string[];
  /** Kept where it is given; else a folder that goes away with the playground. */
  readonly dataDir?: string;
  readonly log?: (line: string) => void;
}

export interface Playground {
  readonly jira: JiraCloud;
  readonly azureDevOps: AzureDevOps;
  readonly companion: CompanionProcess;
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
  const azureDevOps = await startAzureDevOps({ port: ports.azureDevOps, extension: { manifestPath: join(root, 'vss-extension.json'), root } });
  closers.push(() => azureDevOps.close());
  const companion = await startCompanionProcess({
    dataDir: join(dataDir, 'companion'),
    port: ports.companion,
    pageOrigins: [azureDevOps.frameOrigin],
    allowedOrganizations: organizations.map((name) => azureDevOps.organizationUrl(name)),
    log: options.log ?? (() => undefined),
  });
  closers.push(() => companion.close());
  for (const name of options.paired ?? organizations) await pairOrganization(azureDevOps, companion, name);
  return { jira, azureDevOps, companion };
}
