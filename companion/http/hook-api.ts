/**
 * Where trackers deliver their events. An event is a hint: its body says which issue to look at, and is believed in nothing else.
 *
 * 1. Nothing is read of a delivery that is not proved by the tenant's own secret: as basic-auth password, or as the host signs.
 * 2. The answer comes before any work: trackers put slow receivers on probation.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { faultOf } from '@entente/core';
import * as z from 'zod';
import type { RunningTenant, TenantHost } from '../tenants/tenant-host.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const bodySchema = z.json();

export function hookApi(tenants: TenantHost) {
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
        const event = bodySchema.safeParse(jsonOrNull(text));
        const issueIds = event.success ? (running.host.readEvent(event.data) ?? []) : [];
        const stamp = event.success ? (running.host.stampOf?.(event.data) ?? null) : null;
        for (const issueId of issueIds) {
          running.node
            .noticeIssue(issueId, stamp)
            .catch((caught: unknown) => running.log.write('warn', 'event not noticed', { detail: faultOf(caught).detail }));
        }
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

function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
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
