/** What the hub page's first run does, over the same HTTP: pairs an organisation and hands the companion a token for it. */
import type { AzureDevOps } from '@entente/ado-extension/standin';
import type { JiraDataCenter } from '@entente/jira-app/standin/data-center';
import type { CompanionProcess } from './companion-process.ts';

const admin = 'ada';
/** The account that Entente works as. */
const service = 'entente';

type Organization = Pick<AzureDevOps, 'organizationUrl' | 'accessToken' | 'token' | 'extensionDataUrl'>;

export async function pairOrganization(azureDevOps: Organization, companion: CompanionProcess, name: string): Promise<void> {
  const organizationUrl = azureDevOps.organizationUrl(name);
  const bearer = { authorization: `Bearer ${azureDevOps.accessToken(name, admin)}` };
  const ask = async (method: 'POST' | 'PUT', url: string, headers: Record<string, string>, body: unknown): Promise<void> => {
    const response = await fetch(url, {
      method,
      headers: { ...bearer, 'content-type': 'application/json', ...headers },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Pairing ${name}: ${method} ${url} answered ${response.status} ${await response.text()}`);
  };
  const instance = { 'entente-instance': organizationUrl };
  await ask('POST', `${companion.url}/admin/v1/pair`, instance, { secret: companion.newPairingSecret(), organizationUrl });
  await ask('POST', `${companion.url}/admin/v1/credentials`, instance, { pat: azureDevOps.token(name, service) });
  await ask(
    'PUT',
    extensionSettings(azureDevOps, name),
    { accept: 'application/json; api-version=7.0-preview.1' },
    {
      id: 'companionAddress',
      value: companion.url,
      __etag: -1,
    },
  );
}

/** Where the SDK's `setValue` keeps a setting of the whole organisation. */
function extensionSettings(azureDevOps: Organization, name: string): string {
  const service = azureDevOps.extensionDataUrl(name);
  return `${service}/_apis/ExtensionManagement/InstalledExtensions/entente/entente/Data/Scopes/Default/Current/Collections/%24settings/Documents`;
}

/** What the page of Jira Data Center does at its first run. */
export async function pairDataCenter(jira: Pick<JiraDataCenter, 'siteUrl' | 'token'>, companion: CompanionProcess): Promise<void> {
  const instance = `jira-data-center ${jira.siteUrl}`;
  const headers = { authorization: `Bearer ${jira.token(admin)}`, 'entente-instance': instance, 'content-type': 'application/json' };
  const ask = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${companion.url}/admin/v1/${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    if (!response.ok) throw new Error(`Pairing Jira Data Center: ${path} answered ${response.status} ${await response.text()}`);
  };
  await ask('pair', { secret: companion.newPairingSecret(), organizationUrl: instance });
  await ask('credentials', { pat: jira.token(service) });
}
