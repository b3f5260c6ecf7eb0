/**
 * The protocol's endpoint of each tenant: `/i/{tenantId}/entente/v1/…`.
 *
 * 1. The node sees the exact bytes that came: what is authenticated is what was received (PROTOCOL, "Bytes").
 * 2. Every Entente answer is JSON; one that is not from a node (unknown tenant, body too long) has another status than 200
 *    and is, for the partner, a failure of transport.
 */
import { isAscii } from 'node:buffer';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { PartnerRequest } from '@entente/core';
import type { TenantHost } from '../tenants/tenant-host.ts';

const MOST_BYTES = 1024 * 1024;

export function partnerApi(tenants: TenantHost) {
  return (server: FastifyInstance): void => {
    server.removeAllContentTypeParsers();
    server.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: MOST_BYTES }, (_request, body, done) => done(null, body));
    server.route<{ Params: { tenantId: string } }>({
      method: ['GET', 'POST'],
      url: '/i/:tenantId/entente/v1/*',
      bodyLimit: MOST_BYTES,
      handler: async (request, reply) => {
        const node = tenants.node(request.params.tenantId);
        if (node === null)
          return await reply.code(404).send({ error: { code: 'noSuchInstance', message: 'No Entente node answers here.' } });
        const asked = readRequest(request, request.params.tenantId);
        if (asked === null) return await reply.code(400).send({ error: { code: 'notAscii', message: 'A body must be ASCII.' } });
        const answer = await node.answerPartner(asked);
        if (answer.auth !== null) reply.header('entente-auth', answer.auth);
        return await reply
          .code(answer.status)
          .header('content-type', 'application/json')
          .header('cache-control', 'no-store')
          .send(Buffer.from(answer.body, 'latin1'));
      },
    });
  };
}

function readRequest(request: FastifyRequest, tenantId: string): PartnerRequest | null {
  const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  if (!isAscii(body)) return null;
  const url = request.raw.url ?? '';
  return {
    method: request.method,
    route: url.slice(`/i/${tenantId}`.length),
    auth: headerValues(request, 'entente-auth'),
    body: body.toString('latin1'),
  };
}

/** Node joins a repeated header into one; the protocol refuses repetition, so all values are passed on. */
function headerValues(request: FastifyRequest, name: string): readonly string[] {
  const { rawHeaders } = request.raw;
  return rawHeaders.flatMap((text, i) => (i % 2 === 0 && text.toLowerCase() === name ? [rawHeaders[i + 1] ?? ''] : []));
}
