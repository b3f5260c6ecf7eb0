/** What the companion's own tests ask of it, as an admin's page does. Never outside tests. */
import type { Configuration } from './configuration.ts';

/** Any free port, its own address as the public one, and no log. */
export function testSettings(dataDir: string, more: Partial<Configuration> = {}): Configuration {
  return {
    host: '127.0.0.1',
    port: 0,
    dataDir,
    publicUrl: 'listening',
    allowLoopback: true,
    allowedOrganizations: [],
    allowedPartnerHosts: [],
    pageOrigins: [],
    logLevel: 'silent',
    ...more,
  };
}

/** What a stand-in of Azure DevOps knows of its people. */
interface Organizations {
  accessToken(organization: string, account: string): string;
  token(organization: string, account: string): string;
  organizationUrl(organization: string): string;
}

export interface PageCalls {
  /** The whole reply: `{ kind: 'answer', output }` or `{ kind: 'fault', fault }`. */
  readonly ask: (organization: string, method: string, input: unknown) => Promise<unknown>;
  /** As the first run does it; `secret`: of the companion. Throws where it is refused. */
  readonly pair: (organization: string, secret: string) => Promise<void>;
}

/** By ada, who administers every organisation. `url`: where the companion is by then. */
export function pageCalls(host: () => Organizations, url: () => string): PageCalls {
  const ask = async (organization: string, method: string, input: unknown): Promise<unknown> => {
    const headers = {
      authorization: `Bearer ${host().accessToken(organization, 'ada')}`,
      'entente-instance': host().organizationUrl(organization),
      'content-type': 'application/json',
    };
    return await (await fetch(`${url()}/admin/v1/${method}`, { method: 'POST', headers, body: JSON.stringify(input) })).json();
  };
  const answered = async (organization: string, method: string, input: unknown): Promise<void> => {
    const reply = await ask(organization, method, input);
    if (typeof reply !== 'object' || reply === null || !('kind' in reply) || reply.kind !== 'answer')
      throw new Error(`${method} of ${organization}: ${JSON.stringify(reply)}`);
  };
  return {
    ask,
    pair: async (organization, secret) => {
      await answered(organization, 'pair', { secret, organizationUrl: host().organizationUrl(organization) });
      await answered(organization, 'credentials', { pat: host().token(organization, 'entente') });
    },
  };
}
