/** Everything on one machine: a Jira Cloud site, two Azure DevOps organisations and the companion. For `npm start` and for tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startAzureDevOps, type AzureDevOps } from '@entente/ado-extension/standin';
import { startJiraCloud, type JiraCloud } from '@entente/jira-app/standin';
import { startCompanionProcess, type CompanionProcess } from './companion-process.ts';
import { pairOrganization } from './pair-organization.ts';

const root = join(import.meta.dirname, '..');

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

export async function startPlayground(options: PlaygroundOptions = {}): Promise<Playground> {
  const ports = options.ports ?? { jira: 0, azureDevOps: 0, companion: 0 };
  const log = options.log ?? (() => undefined);
  const dataDir = options.dataDir ?? mkdtempSync(join(tmpdir(), 'entente-playground-'));
  const jira = await startJiraCloud({
    port: ports.jira,
    app: {
      manifestPath: join(root, 'manifest.yml'),
      codePath: join(root, 'src', 'index.js'),
      resourcesRoot: root,
      variables: { ENTENTE_ALLOW_LOOPBACK: '1' },
    },
  });
  const azureDevOps = await startAzureDevOps({ port: ports.azureDevOps, extension: { manifestPath: join(root, 'vss-extension.json'), root } });
  const organizations = ['contoso', 'northwind'];
  const companion = await startCompanionProcess({
    dataDir: join(dataDir, 'companion'),
    port: ports.companion,
    pageOrigins: [azureDevOps.frameOrigin],
    allowedOrganizations: organizations.map((name) => azureDevOps.organizationUrl(name)),
    log,
  });
  for (const name of options.paired ?? organizations) await pairOrganization(azureDevOps, companion, name);
  return {
    jira,
    azureDevOps,
    companion,
    async close() {
      await companion.close();
      await azureDevOps.close();
      await jira.close();
      if (options.dataDir === undefined) rmSync(dataDir, { recursive: true, force: true });
    },
  };
}
