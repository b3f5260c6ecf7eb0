/**
 * Where trackers deliver their events. An event is a hint: its body says which issue to look at, and is believed in nothing else.
 *
 * 1. Without the tenant's own basic-auth password nothing is read.
 * 2. The answer comes before any work: trackers put slow receivers on probation.
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import { faultOf } from '@entente/core';
import * as z from 'zod';
import type { TenantHost } from '../tenants/tenant-host.ts';

const MOST_BYTES = 4 * 1024 * 1024;
const body = z.json();

export function hookApi(tenants: TenantHost) {
  return (server: FastifyInstance): void => {
    server.post<{ Params: { platformId: string; tenantId: string } }>(
      '/hooks/:platformId/:tenantId',
      { bodyLimit: MOST_BYTES },
      async (request, reply) => {
        const { platformId, tenantId } = request.params;
        const running = tenants.running(tenantId);
        const given = passwordOf(request.headers.authorization);
        if (running === null || running.tenant.platformId !== platformId || given === null || !same(given, running.hookSecret)) {
          return await reply
            .code(401)
            .header('www-authenticate', 'Basic realm="entente"')
            .send({ error: { code: 'unauthorized' } });
        }
        const parsed = body.safeParse(request.body);
        const issueIds = parsed.success ? (running.host.readEvent(parsed.data) ?? []) : [];
        for (const issueId of issueIds) {
          running.node
            .noticeIssue(issueId)
            .catch((caught: unknown) => running.log.write('warn', 'event not noticed', { detail: faultOf(caught).detail }));
        }
        return await reply.code(202).send({ noticed: issueIds.length });
      },
    );
  };
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
