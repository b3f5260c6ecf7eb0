/** What an admin's page asks, without the page: the real admin APIs of both hosts, every answer held against the contract. */
import type { AzureDevOps } from '@entente/ado-extension/standin';
import type { JiraCloud } from '@entente/jira-app/standin';
import { adminClient, type AdminApi } from '@entente/wizard/admin-api';

/** Called with every raw answer, before it has passed any schema. */
export type Overhear = (method: string, answer: unknown) => void;

/** As the app's page calls its resolver. */
export function jiraAdmin(jira: JiraCloud, overhear: Overhear = () => undefined): AdminApi {
  return adminClient(async (method, input) => {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the contract's inputs are JSON
    const reply = await jira.control.invoke('admin', { method, input } as never);
    overhear(method, reply);
    return reply;
  });
}

/** As the hub calls the companion, with the access token that the host gives `account`. */
export function azureDevOpsAdmin(
  {
    azureDevOps,
    companionUrl,
    organization,
    account = 'ada',
  }: { readonly azureDevOps: AzureDevOps; readonly companionUrl: string; readonly organization: string; readonly account?: string },
  overhear: Overhear = () => undefined,
): AdminApi {
  return adminClient(async (method, input) => {
    const response = await fetch(`${companionUrl}/admin/v1/${method}`, {
      method: 'POST',
      headers: {
        authorization: `Bearer ${azureDevOps.accessToken(organization, account)}`,
        'entente-instance': azureDevOps.organizationUrl(organization),
        'content-type': 'application/json',
      },
      body: JSON.stringify(input),
    });
    const reply: unknown = await response.json();
    overhear(method, reply);
    return reply;
  });
}
