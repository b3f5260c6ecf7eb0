/**
 * Whether partners and trackers reach this companion, as far as can be told from here: the address is asked as anyone would
 * ask it, but from this machine. A firewall that lets this machine in and others not is not seen.
 */
import { lookup } from 'node:dns/promises';
import { faultOf } from '@entente/core';
import ipaddr from 'ipaddr.js';
import * as z from 'zod';
import type { Configuration } from '../configuration.ts';
import { finding, type Finding } from './contract.ts';
import type { Live } from './operations.ts';

const ABOUT = 'public address';
const PATIENCE_MS = 10_000;
const health = z.object({ status: z.literal('ok'), run: z.string() });

export async function examinePublicUrl({ publicUrl, allowLoopback }: Configuration, live: Live | null): Promise<readonly Finding[]> {
  const url = live?.publicUrl ?? publicUrl;
  if (url === null) {
    const fix = 'set publicUrl (ENTENTE_PUBLIC_URL) where a reverse proxy leads to this companion; without one, leave it';
    return [
      finding.warning(ABOUT, 'none: this side is private, it makes all requests itself and the trackers’ events do not reach it', fix),
    ];
  }
  if (live === null) return [finding.warning(ABOUT, `${url} was not asked: the companion does not run`, 'start the companion')];
  return [await examineAnswer(url, live.run), ...(allowLoopback ? [] : await examineName(new URL(url).hostname))];
}

async function examineAnswer(url: string, run: string): Promise<Finding> {
  try {
    const answer = await fetch(`${url}/healthz`, { redirect: 'manual', signal: AbortSignal.timeout(PATIENCE_MS) });
    const read = health.safeParse(await answer.json().catch(() => null));
    if (!read.success) {
      const fix = 'let the reverse proxy pass every path below the address on to this companion, without redirects';
      return finding.problem(ABOUT, `${url}/healthz is answered by something else (status ${answer.status})`, fix);
    }
    if (read.data.run !== run)
      return finding.problem(ABOUT, `${url} leads to another companion`, 'let it lead to this one, or correct publicUrl');
    return finding.ok(ABOUT, `${url} leads here`);
  } catch (caught) {
    return finding.problem(
      ABOUT,
      `${url} cannot be reached: ${reasonOf(caught)}`,
      'check the name, the certificate, the reverse proxy and the firewall',
    );
  }
}

/** What partners refuse to call (PROTOCOL §6), unless their operators allow it. */
async function examineName(hostname: string): Promise<readonly Finding[]> {
  const addresses = await lookup(hostname, { all: true }).catch(() => []);
  const inside = addresses.filter(({ address }) => ipaddr.process(address).range() !== 'unicast').map(({ address }) => address);
  if (inside.length === 0) return [];
  const fix = 'give it a public address, or ask your partners’ operators to allow its name (allowedPartnerHosts)';
  return [finding.warning(ABOUT, `${hostname} is at ${inside.join(', ')}, which partners outside of your network do not call`, fix)];
}

const thrown = z.object({ cause: z.object({ message: z.string() }) });

/** `fetch` says why in its cause. */
function reasonOf(caught: unknown): string {
  const read = thrown.safeParse(caught);
  return read.success ? read.data.cause.message : faultOf(caught).detail;
}
