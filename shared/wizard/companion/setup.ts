/** First run of a page whose node is a companion: its address, the pairing secret, the tracker's access token; each checked at once. */
import * as z from 'zod/mini';
import type { Setup, SetupChecked, SetupCode } from '../admin-page.ts';
import { callAddress, callCompanion, openReply, type CompanionAccess, type CompanionReply } from './client.ts';

const stateSchema = z.object({ state: z.enum(['unpaired', 'credentials', 'ready']) });

function stateOf(reply: CompanionReply): z.infer<typeof stateSchema>['state'] | null {
  const opened = openReply(reply);
  const read = opened.kind === 'answer' ? z.safeParse(stateSchema, opened.output) : null;
  return read?.success === true ? read.data.state : null;
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
  const opened = openReply(reply);
  if (opened.kind === 'answer') return { kind: 'done' };
  return refused(codes[opened.code] ?? 'setup.notCompanion', opened.params);
}

/** Plain http is for a companion on this very machine, in the playground. */
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

/** `keepAddress` stores it where the host keeps its settings. */
export function companionSetup(access: CompanionAccess, keepAddress: (address: string) => Promise<void>): Setup {
  const { current, instance } = access;
  const post = async (path: string, input: unknown): Promise<SetupChecked> => {
    if (current.address === null) return refused('setup.unreachable');
    try {
      return checked(await callCompanion(access, 'POST', path, input));
    } catch {
      return refused('setup.unreachable', { address: current.address });
    }
  };
  return {
    async state() {
      if (current.address === null) return { address: null, paired: false, credentials: false };
      const state = stateOf(await callCompanion(access, 'GET', 'pairing', null)) ?? 'unpaired';
      return { address: current.address, paired: state !== 'unpaired', credentials: state === 'ready' };
    },
    async useAddress(text) {
      const url = readUrl(text);
      if ('kind' in url) return url;
      try {
        const reply = await callAddress(access, url.address, 'GET', 'pairing', null);
        if (stateOf(reply) === null) return refused('setup.notCompanion', url);
      } catch {
        return refused('setup.unreachable', url);
      }
      await keepAddress(url.address);
      current.address = url.address;
      return { kind: 'done' };
    },
    pair: (secret) => post('pair', { secret, organizationUrl: instance }),
    useToken: (pat) => post('credentials', { pat }),
  };
}
