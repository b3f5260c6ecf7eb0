/**
 * Where trackers deliver their events. An event is a hint: its body says which issue to look at, and is believed in nothing else.
 *
 * 1. Nothing is read of a delivery that is not proved by the tenant's own secret: as basic-auth password, or as the host signs.
 * 2. The answer comes before any work: trackers put slow receivers on probation.
 * 3. A hint is passed on once for several events that come together (notices.ts).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf, type EntenteNode, type Json } from '@entente/core';
import type { RunningTenant, TenantHost } from '../tenants/tenant-host.ts';
import { coalesced, type Notice } from './notices.ts';

const MOST_BYTES = 4 * 1024 * 1024;

export function hookApi(tenants: TenantHost) {
  const notices = new WeakMap<EntenteNode, Notice>();
  const noticeOf = ({ node, log }: RunningTenant): Notice => {
    const known = notices.get(node);
    if (known !== undefined) return known;
    const notice = coalesced((issueId, stamp) => {
      node
        .noticeIssue(issueId, stamp)
        .catch((caught: unknown) => log.write('warn', 'event not noticed', { detail: faultOf(caught).detail }));
    });
    notices.set(node, notice);
    return notice;
  };
  return (server: FastifyInstance): void => {
    // Signatures are of the very bytes that came.
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'string', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
    server.post<{ Params: { platformId: string; tenantId: string } }>(
      '/hooks/:platformId/:tenantId',
      { bodyLimit: MOST_BYTES },
      async (request, reply) => {
        const { platformId, tenantId } = request.params;
        const running = tenants.running(tenantId);
        const text = typeof request.body === 'string' ? request.body : '';
        if (running === null || running.tenant.platformId !== platformId || !isProved(request, text, running)) {
          return await reply
            .code(401)
            .header('www-authenticate', 'Basic realm="entente"')
            .send({ error: { code: 'unauthorized' } });
        }
        const event = jsonOf(text);
        const issueIds = event === undefined ? [] : (running.host.readEvent(event) ?? []);
        const stamp = event === undefined ? null : (running.host.stampOf?.(event) ?? null);
        for (const issueId of issueIds) noticeOf(running)(issueId, stamp);
        return await reply.code(202).send({ noticed: issueIds.length });
      },
    );
  };
}

function isProved({ headers }: FastifyRequest, body: string, { host, hookSecret }: RunningTenant): boolean {
  if (host.isDelivery !== undefined) {
    const single = Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value] as const);
    return host.isDelivery(Object.fromEntries(single), body, hookSecret);
  }
  const given = passwordOf(headers.authorization);
  return given !== null && same(given, hookSecret);
}

/** Undefined: it is none. What JSON.parse gives is JSON; whether it is an event, its host's schemas tell. */
function jsonOf(text: string): Json | undefined {
  try {
    // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- see above
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}

/** RFC 7617. */
function passwordOf(header: string | undefined): string | null {
  const encoded = /^Basic ([A-Za-z0-9+/=]+)$/i.exec(header ?? '')?.[1];
  if (encoded === undefined) return null;
  const pair = Buffer.from(encoded, 'base64').toString('utf8');
  return pair.startsWith('entente:') ? pair.slice('entente:'.length) : null;
}

function same(given: string, expected: string): boolean {
  return timingSafeEqual(hash(given), hash(expected));
}

/** Of equal length whatever was given. */
function hash(text: string): Buffer {
  return createHash('sha256').update(text, 'utf8').digest();
}
