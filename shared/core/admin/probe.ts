/** Asks a destination who it is, or says plainly why it cannot. PRODUCT, "Initiate connection", step 1 */
import { readAddress } from '../connection/address.ts';
import { isEntente } from '../connection/channel.ts';
import { ownInfo } from '../connection/context.ts';
import type { Context } from '../connection/context.ts';
import { nodeInfoSchema } from '../connection/node-info.schema.ts';
import type { Mode, NodeInfo } from '../connection/node-info.schema.ts';
import { negotiate, rangesOf } from '../connection/versions.ts';
import { checkedText } from '../checked.schema.ts';
import type { ProbeOutcome } from '../node.ts';
import { allConnections } from './connections.ts';

const TIMEOUT_MS = 15000;
/** What every destination of this version can do. */
export const MODES: readonly Mode[] = ['BASIC', 'SCRIPT'];

type Refused = Extract<ProbeOutcome, { kind: 'refused' }>;

export async function probe(context: Context, url: string): Promise<ProbeOutcome> {
  const address = readAddress(url, context.facts.allowLoopback);
  if (address.kind === 'refused') return { kind: 'refused', code: address.code, params: { host: url.slice(0, 100) } };
  const host = address.host;
  const { baseUrl, info: asked } = await findNode(context, address.url);
  if (typeof asked === 'string') return { kind: 'refused', code: nameTracker(context, host, asked), params: { host } };
  const own = await ownInfo(context);
  if (asked.instanceUid === own.instanceUid) return { kind: 'refused', code: 'itself', params: { host } };
  const versions = negotiate(own, asked);
  if (versions.kind === 'none') {
    return {
      kind: 'refused',
      code: versions.behind === 'theirs' ? 'tooOld' : 'tooNew',
      params: { host, ours: rangesOf(own), theirs: rangesOf(asked) },
    };
  }
  const existing: string[] = [];
  for (const { value } of await allConnections(context)) {
    if (value.state !== 'deleted' && value.partner !== null && value.partner.instanceUid === asked.instanceUid) existing.push(value.name);
  }
  return { kind: 'found', node: asked, baseUrl, modes: MODES, existing };
}

interface Found {
  readonly baseUrl: string;
  readonly info: NodeInfo | Refused['code'];
}

/** At the address itself, or where a node is on a host that runs it itself, whichever of its pages was entered. */
async function findNode(context: Context, url: string): Promise<Found> {
  const info = await askInfo(context, url);
  if (info !== 'notEntente' && info !== 'redirect') return { baseUrl: url, info };
  const origin = url.split('/').slice(0, 3).join('/');
  for (const path of context.facts.nodePaths ?? []) {
    const found = origin + path === url ? info : await askInfo(context, origin + path);
    if (typeof found !== 'string') return { baseUrl: origin + path, info: found };
  }
  return { baseUrl: url, info };
}

/** Node info from an address that has passed the rules, or the code of what went wrong. */
export async function askInfo(context: Context, baseUrl: string): Promise<NodeInfo | Refused['code']> {
  const reply = await context.partner.call({
    baseUrl,
    method: 'GET',
    route: '/entente/v1/node',
    auth: null,
    body: '',
    timeoutMs: TIMEOUT_MS,
  });
  if (reply.kind === 'failed') return reply.why === 'tooBig' ? 'notEntente' : reply.why;
  const info = isEntente(reply) ? checkedText(nodeInfoSchema, reply.body) : null;
  if (info === null) return 'notEntente';
  // An address that we would not call is not one to store either.
  return info.baseUrl !== null && readAddress(info.baseUrl, context.facts.allowLoopback).kind === 'refused' ? 'forbiddenAddress' : info;
}

/** A tracker's own address does not lead to its node on most hosts: where the host is known, say that. */
function nameTracker(context: Context, host: string, code: Refused['code']): Refused['code'] {
  if (code !== 'notEntente' && code !== 'redirect') return code;
  const known = (context.facts.trackerHosts ?? []).some((suffix) => host === suffix || host.slice(-suffix.length - 1) === '.' + suffix);
  return known ? 'knownTracker' : code;
}
