/** First run on Azure DevOps: the companion's address, the pairing secret, the personal access token; each checked at once. */
import { getAccessToken, getExtensionContext, getService } from 'azure-devops-extension-sdk';
import type { Setup, SetupChecked, SetupCode } from '@entente/wizard';
import * as z from 'zod/mini';
import { callCompanion, open, type CompanionReply } from './companion-client.ts';

/** https://learn.microsoft.com/azure/devops/extend/develop/data-storage: kept for the whole organisation. */
interface DataManager {
  getValue(key: string): Promise<unknown>;
  setValue(key: string, value: string): Promise<unknown>;
}
interface DataService {
  getExtensionDataManager(extensionId: string, accessToken: string): Promise<DataManager>;
}

const addressKey = 'companionAddress';
const stateSchema = z.object({ state: z.enum(['unpaired', 'credentials', 'ready']) });

function stateOf(reply: CompanionReply): z.infer<typeof stateSchema>['state'] | null {
  const opened = open(reply);
  const read = opened.kind === 'answer' ? z.safeParse(stateSchema, opened.output) : null;
  return read?.success === true ? read.data.state : null;
}

async function dataManager(): Promise<DataManager> {
  const service = await getService<DataService>('ms.vss-features.extension-data-service');
  return await service.getExtensionDataManager(getExtensionContext().id, await getAccessToken());
}

export async function readAddress(): Promise<string | null> {
  const value = await (await dataManager()).getValue(addressKey);
  return typeof value === 'string' && value !== '' ? value : null;
}

const refused = (code: SetupCode, params: { readonly [name: string]: string } = {}): SetupChecked => ({ kind: 'refused', code, params });

/** The companion's codes in the words of the first run. */
const codes: { readonly [code: string]: SetupCode } = {
  'pairing.wrongSecret': 'setup.wrongSecret',
  'pairing.tooMany': 'setup.tooManyTries',
  'pairing.notAllowed': 'setup.notAllowed',
  'pairing.notAnOrganization': 'setup.notAllowed',
  'admin.forbidden': 'setup.notAdmin',
  'admin.unauthorized': 'setup.notAdmin',
  'credentials.refused': 'setup.tokenRefused',
  'credentials.anotherInstance': 'setup.tokenRefused',
  'credentials.scope': 'setup.tokenLacksPermission',
  'tracker.unavailable': 'setup.trackerUnreachable',
};

function checked(reply: CompanionReply): SetupChecked {
  const opened = open(reply);
  if (opened.kind === 'answer') return { kind: 'done' };
  return refused(codes[opened.code] ?? 'setup.notCompanion', opened.params);
}

/** `allowHttp`: a companion on this very machine, in the playground. */
function readUrl(text: string): { readonly address: string } | SetupChecked {
  let url: URL;
  try {
    url = new URL(text.trim());
  } catch {
    return refused('setup.notAUrl');
  }
  const local = url.hostname === '127.0.0.1' || url.hostname === 'localhost';
  if (url.protocol !== 'https:' && !(local && url.protocol === 'http:')) return refused('setup.notHttps');
  return { address: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
}

/** `current` is shared with the page's API client: the address as it stands. */
export function companionSetup(organizationUrl: string, current: { address: string | null }): Setup {
  const post = async (path: string, input: unknown): Promise<SetupChecked> => {
    if (current.address === null) return refused('setup.unreachable');
    try {
      return checked(await callCompanion({ address: current.address, organizationUrl }, 'POST', path, input));
    } catch {
      return refused('setup.unreachable', { address: current.address });
    }
  };
  return {
    async state() {
      if (current.address === null) return { address: null, paired: false, credentials: false };
      const reply = await callCompanion({ address: current.address, organizationUrl }, 'GET', 'pairing', null);
      const state = stateOf(reply) ?? 'unpaired';
      return { address: current.address, paired: state !== 'unpaired', credentials: state === 'ready' };
    },
    async useAddress(text) {
      const url = readUrl(text);
      if ('kind' in url) return url;
      try {
        const reply = await callCompanion({ address: url.address, organizationUrl }, 'GET', 'pairing', null);
        if (stateOf(reply) === null) return refused('setup.notCompanion', url);
      } catch {
        return refused('setup.unreachable', url);
      }
      await (await dataManager()).setValue(addressKey, url.address);
      current.address = url.address;
      return { kind: 'done' };
    },
    pair: (secret) => post('pair', { secret, organizationUrl }),
    useToken: (pat) => post('credentials', { pat }),
  };
}
