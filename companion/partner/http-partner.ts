/**
 * The Partner port over HTTPS (core/ports.ts; PROTOCOL, "Addresses").
 *
 * 1. The address that is connected to is the address that was checked: the check stands in the connection's own look-up,
 *    so that a name that resolves differently the second time gains nothing. Literal addresses, which are not looked up,
 *    are checked before connecting.
 * 2. No redirects, no compression, 1 MiB and 30 s at most.
 * 3. Nothing is thrown: a call ends in an answer or in a reason.
 */
import { lookup as systemLookup } from 'node:dns';
import type { LookupAddress } from 'node:dns';
import type { LookupFunction } from 'node:net';
import type { Partner, PartnerCall, PartnerReply } from '@entente/core';
import { Agent, buildConnector, request } from 'undici';
import * as z from 'zod';
import { isLiteralAddress, isLoopbackAddress, isPublicAddress } from './address.ts';

const MOST_BYTES = 1024 * 1024;
const LONGEST_MS = 30_000;
const FORBIDDEN = 'ENTENTE_FORBIDDEN_ADDRESS';

/** Aborts are DOMExceptions with a number for a code, the rest are Errors with a text. */
const errorParts = z.object({ name: z.string(), message: z.string(), code: z.string().catch('') });
const unknownError = { name: '', message: 'unknown', code: '' };

export interface PartnerOptions {
  /** For the playground and tests alone: plain http, and loopback addresses. */
  readonly allowLoopback: boolean;
  /** Hosts (without port) that the operator lets have private addresses. */
  readonly allowedHosts: readonly string[];
  /** For tests; the system's otherwise. */
  readonly lookup?: LookupFunction;
  /** For tests, which wait for less; 30 s otherwise. */
  readonly longestMs?: number;
}

export interface HttpPartner extends Partner {
  close(): Promise<void>;
}

type Failure = Extract<PartnerReply, { kind: 'failed' }>;

export function httpPartner(options: PartnerOptions): HttpPartner {
  const agent = new Agent({ connect: guardedConnector(options), maxResponseSize: MOST_BYTES });
  return {
    call: async (call) => {
      const url = readUrl(call, options);
      if (url === null) return failed('forbiddenAddress', 'not an https address');
      try {
        return await send(agent, url, call, options.longestMs ?? LONGEST_MS);
      } catch (error) {
        return explain(error);
      }
    },
    close: async () => await agent.destroy(),
  };
}

function readUrl({ baseUrl, route }: PartnerCall, { allowLoopback }: PartnerOptions): URL | null {
  const url = URL.canParse(baseUrl + route) ? new URL(baseUrl + route) : null;
  if (url === null || url.username !== '' || url.password !== '') return null;
  return url.protocol === 'https:' || (url.protocol === 'http:' && allowLoopback) ? url : null;
}

async function send(agent: Agent, url: URL, call: PartnerCall, longestMs: number): Promise<PartnerReply> {
  const headers = {
    accept: 'application/json',
    'accept-encoding': 'identity',
    ...(call.method === 'POST' ? { 'content-type': 'application/json' } : {}),
    ...(call.auth === null ? {} : { 'entente-auth': call.auth }),
  };
  const signal = AbortSignal.timeout(Math.min(call.timeoutMs, longestMs));
  const answer = await request(url, {
    dispatcher: agent,
    method: call.method,
    headers,
    signal,
    ...(call.method === 'POST' ? { body: call.body } : {}),
  });
  if (answer.statusCode >= 300 && answer.statusCode < 400) {
    await answer.body.dump();
    return failed('redirect', `status ${answer.statusCode}`);
  }
  const body = Buffer.from(await answer.body.arrayBuffer()).toString('latin1');
  return {
    kind: 'answer',
    status: answer.statusCode,
    contentType: single(answer.headers['content-type']) ?? '',
    auth: single(answer.headers['entente-auth']),
    body,
  };
}

/** A repeated header counts as none: the protocol refuses it. */
function single(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : null;
}

function guardedConnector(options: PartnerOptions): buildConnector.connector {
  const named = new Set(options.allowedHosts.map((host) => host.toLowerCase()));
  const mayReach = (hostname: string, address: string): boolean =>
    isPublicAddress(address) || named.has(hostname.toLowerCase()) || (options.allowLoopback && isLoopbackAddress(address));
  const connect = buildConnector({ timeout: LONGEST_MS, lookup: guardedLookup(options.lookup ?? systemLookup, mayReach) });
  return (target, callback) => {
    if (isLiteralAddress(target.hostname) && !mayReach(target.hostname, target.hostname)) callback(forbidden(target.hostname), null);
    else connect(target, callback);
  };
}

/** Refuses a name when any of its addresses is forbidden: which one would be tried is not ours to choose. */
function guardedLookup(lookup: LookupFunction, mayReach: (hostname: string, address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error !== null) return callback(error, '');
      const addresses: readonly LookupAddress[] =
        typeof found === 'string' ? [{ address: found, family: found.includes(':') ? 6 : 4 }] : found;
      const bad = addresses.find(({ address }) => !mayReach(hostname, address));
      const first = addresses[0];
      if (bad !== undefined || first === undefined) return callback(forbidden(bad?.address ?? 'nothing'), '');
      if (options.all === true) return callback(null, [...addresses]);
      return callback(null, first.address, first.family);
    });
  };
}

function forbidden(address: string): Error {
  return Object.assign(new Error(`leads to ${address}`), { code: FORBIDDEN });
}

function failed(why: Failure['why'], detail: string): Failure {
  return { kind: 'failed', why, detail };
}

function explain(error: unknown): Failure {
  const { name, code, message } = { ...unknownError, ...errorParts.safeParse(error).data };
  if (code === FORBIDDEN) return failed('forbiddenAddress', message);
  if (name === 'TimeoutError' || /TIMEOUT|ETIMEDOUT/.test(code)) return failed('timeout', message);
  if (code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE') return failed('tooBig', message);
  if (/^ERR_(TLS|SSL)|CERT|SELF_SIGNED|UNABLE_TO_|^EPROTO$/.test(code)) return failed('tls', `${code} ${message}`);
  return failed('unreachable', `${code} ${message}`.trim());
}
