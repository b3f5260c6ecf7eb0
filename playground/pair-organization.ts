/** What the hub page's first run does, over the same HTTP: pairs an organisation and hands the companion a token for it. */
import type { AzureDevOps } from '@entente/ado-extension/standin';
import type { CompanionProcess } from './companion-process.ts';

export async function pairOrganization(azureDevOps: AzureDevOps, companion: CompanionProcess, name: string): Promise<void> {
  const organizationUrl = azureDevOps.organizationUrl(name);
  const post = async (path: string, body: unknown): Promise<void> => {
    const response = await fetch(`${companion.url}/admin/v1/${path}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${azureDevOps.accessToken(name, 'ada')}`,
        'entente-instance': organizationUrl,
        'content-type': 'application/json',
      },
      body: JSON.stringify(body),
    });
    if (!response.ok) throw new Error(`Pairing ${name}: ${path} answered ${response.status} ${await response.text()}`);
  };
  await post('pair', { secret: companion.newPairingSecret(), organizationUrl });
  await post('credentials', { pat: azureDevOps.token(name, 'entente') });
  await azureDevOps.setExtensionValue(name, 'companionAddress', companion.url);
}
