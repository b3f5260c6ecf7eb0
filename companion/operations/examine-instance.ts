/** One tracker: its access token and what that may do, its clock, its events. */
import { join } from 'node:path';
import { faultOf, type Clock, type CompanionHost, type EventState, type Fault, type HostAccess } from '@entente/core';
import { files, type Parts } from '../parts.ts';
import { hookUrlOf } from '../tenants/tenant-host.ts';
import type { Tenant } from '../tenants/tenant-register.ts';
import { tenantSecrets, type TenantSecrets } from '../tenants/tenant-secrets.ts';
import { finding, type Finding } from './contract.ts';
import type { Live } from './operations.ts';

/** The first look at a change feed starts a minute early. */
const CLOCKS_DIFFER_MS = 60_000;
const NEW_TOKEN = 'give it a new access token: on the Connections page, under General settings';
const FIRST_TOKEN = 'open the Connections page as an administrator: it asks for one';

interface Examined {
  readonly tenant: Tenant;
  readonly host: CompanionHost<typeof fetch>;
  readonly access: HostAccess<typeof fetch>;
  readonly credentials: string;
  readonly own: TenantSecrets;
}

export async function examineInstance(parts: Parts, live: Live | null, tenant: Tenant): Promise<readonly Finding[]> {
  const about = tenant.name;
  const own = tenantSecrets(parts.secrets, tenant.id);
  const credentials = await own.credentials().catch(() => undefined);
  if (credentials === undefined)
    return [finding.problem(about, 'its secrets do not open with secrets.key', 'restore the key file that belongs to this database')];
  if (credentials === null) return [finding.problem(about, 'paired, but it has no access token yet', FIRST_TOKEN)];
  const watch = watchClock(parts.clock);
  const host = await parts.instances.host(tenant.platformId);
  const access = { ...parts.instances.access(tenant.instanceUrl), fetch: watch.fetch };
  const examined: Examined = { tenant, host, access, credentials, own };
  const token = await examineToken(examined);
  if (token.outcome === 'problem') return [token];
  const findings = [token, ...examineAddress(tenant), await examineProjects(parts, examined), ...examineClock(about, watch.behindMs())];
  return [...findings, ...(live === null ? [] : [isRunning(live, tenant), ...(await examineEvents(examined, live.publicUrl))])];
}

/** Only an address that the operator has written down so gets here. */
function examineAddress({ name, instanceUrl }: Tenant): readonly Finding[] {
  const { protocol, hostname } = new URL(instanceUrl);
  if (protocol === 'https:' || hostname === '127.0.0.1' || hostname === 'localhost') return [];
  return [finding.warning(name, `${instanceUrl} is plain http: the access token travels in the clear`, 'give the tracker a certificate')];
}

function isRunning(live: Live, { id, name }: Tenant): Finding {
  if (live.tenants.running(id) !== null) return finding.ok(name, 'its node runs');
  return finding.problem(name, 'its node does not run', 'the log says why; restart the companion when that is mended');
}

async function examineToken({ tenant, host, access, credentials }: Examined): Promise<Finding> {
  try {
    const { hostInstanceId } = await host.checkCredentials(access, credentials);
    if (hostInstanceId === tenant.hostInstanceId) return finding.ok(tenant.name, `${tenant.instanceUrl} accepts the access token`);
    const fix = `remove it (instances remove ${tenant.instanceUrl}) or correct the address`;
    return finding.problem(tenant.name, `${tenant.instanceUrl} is another instance than the one that was paired`, fix);
  } catch (caught) {
    return refusal(tenant, faultOf(caught));
  }
}

function refusal({ name, instanceUrl }: Tenant, { code, params, detail }: Fault): Finding {
  if (code === 'tracker.unauthorized')
    return finding.problem(name, `${instanceUrl} refuses the access token: it is revoked or has expired`, NEW_TOKEN);
  if (code === 'tracker.forbidden')
    return finding.problem(
      name,
      `the access token lacks a permission${params['scope'] === undefined ? '' : `: ${params['scope']}`}`,
      NEW_TOKEN,
    );
  return finding.problem(
    name,
    `${instanceUrl} did not answer: ${detail}`,
    'check the address, this machine’s way out, and the tracker itself',
  );
}

async function examineProjects({ configuration }: Parts, { tenant, host, access, credentials }: Examined): Promise<Finding> {
  try {
    const { items } = await host.openTracker(access, credentials, join(configuration.dataDir, files.spool)).searchProjects('', null);
    const writable = items.filter(({ canCreate }) => canCreate);
    if (writable.length > 0)
      return finding.ok(
        tenant.name,
        `it may create issues, in ${writable
          .map(({ name }) => name)
          .slice(0, 5)
          .join(', ')}`,
      );
    return finding.problem(
      tenant.name,
      'its account may create issues in no project',
      'make that account a contributor of the projects that connect',
    );
  } catch (caught) {
    return refusal(tenant, faultOf(caught));
  }
}

function examineClock(about: string, behindMs: number | null): readonly Finding[] {
  if (behindMs === null)
    return [finding.warning(about, 'its answers carry no date: the clocks were not compared', 'check this machine’s clock')];
  if (Math.abs(behindMs) < CLOCKS_DIFFER_MS) return [finding.ok(about, 'its clock and this machine’s agree')];
  const minutes = Math.round(Math.abs(behindMs) / 60_000);
  return [
    finding.problem(
      about,
      `this machine’s clock is ${minutes} minutes ${behindMs > 0 ? 'behind' : 'ahead of'} the tracker’s`,
      'set this machine’s clock by a time server (NTP)',
    ),
  ];
}

async function examineEvents({ tenant, host, access, credentials, own }: Examined, publicUrl: string | null): Promise<readonly Finding[]> {
  const url = hookUrlOf(publicUrl, tenant);
  if (url === null || host.checkEvents === undefined) return [];
  const slower = 'changes are found by asking, three times a minute';
  try {
    const states = await host.checkEvents(access, credentials, { url, secret: await own.hookSecret() });
    const off = states.filter(({ state }) => state !== 'on');
    if (off.length === 0) return [finding.ok(tenant.name, `it sends its events (${states.length} kinds)`)];
    return [
      finding.warning(
        tenant.name,
        `it does not send all of its events (${off.map(said).join(', ')}): ${slower}`,
        'nothing: it subscribes again within the hour; restart the companion to have it at once',
      ),
    ];
  } catch (caught) {
    const { code, detail } = faultOf(caught);
    if (code === 'tracker.forbidden' || code === 'tracker.unauthorized') {
      const fix = 'let the account edit service hook subscriptions (Azure DevOps) or administer Jira, or leave it so';
      return [finding.warning(tenant.name, `its account may not see event subscriptions: ${slower}`, fix)];
    }
    return [finding.warning(tenant.name, `${detail}: ${slower}`, 'look at the tracker itself, or leave it so')];
  }
}

function said({ event, state }: EventState): string {
  return `${event} ${state === 'off' ? 'is switched off' : 'is missing'}`;
}

/** Compares clocks by the `Date` of answers (RFC 9110 §6.6.1): whole seconds, seen when the answer came. */
function watchClock(clock: Clock): { readonly fetch: typeof fetch; behindMs(): number | null } {
  let behindMs: number | null = null;
  return {
    fetch: async (input, init) => {
      const answer = await fetch(input, init);
      const date = Date.parse(answer.headers.get('date') ?? '');
      if (!Number.isNaN(date)) behindMs = date - clock.now();
      return answer;
    },
    behindMs: () => behindMs,
  };
}
