/**
 * What an admin page asks (HTTP.md).
 *
 * 1. Every call but `pairing` of an unknown organisation is made by a user whom that organisation itself has just named
 *    (cached for a minute). Only an admin's call changes anything.
 * 2. A user's token is sent to the organisation that was paired and to no other address.
 */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { faultError } from '@entente/core';
import type { IssueId, Log } from '@entente/core';
import { serveAdmin } from '@entente/wizard/admin-api';
import * as z from 'zod';
import type { AdminGate } from '../pairing/admin-gate.ts';
import type { Caller } from '../pairing/caller.ts';
import type { Pairing } from '../pairing/pairing.ts';
import type { TenantHost } from '../tenants/tenant-host.ts';
import { answered, sendFault } from './replies.ts';

const pairInput = z.object({ secret: z.string().min(1).max(200), organizationUrl: z.string().min(1).max(500) });
const credentialsInput = z.object({ pat: z.string().min(1).max(2000) });

export interface AdminApiParts {
  readonly gate: AdminGate;
  readonly pairing: Pairing;
  readonly tenants: TenantHost;
  readonly log: Log;
}

export function adminApi({ gate, pairing, tenants, log }: AdminApiParts) {
  return (server: FastifyInstance): void => {
    server.get('/pairing', async (request, reply) => {
      await answer(reply, log, async () => await pairing.state(callerOf(request)));
    });
    server.post('/pair', async (request, reply) => {
      await answer(reply, log, async () => {
        const { secret, organizationUrl } = checked(pairInput, request.body);
        return await pairing.pair(tokenOf(request), secret, organizationUrl);
      });
    });
    server.post('/credentials', async (request, reply) => {
      await answer(reply, log, async () => await pairing.setCredentials(callerOf(request), checked(credentialsInput, request.body).pat));
    });
    server.post<{ Params: { method: string } }>('/:method', async (request, reply) => {
      try {
        const caller = callerOf(request);
        const admitted = await gate.admit(caller);
        const { tenant, user } = admitted;
        const running = tenants.running(tenant.id);
        if (running === null) throw faultError({ whose: 'admin', code: 'pairing.credentials' });
        const who = { ...user, mayRead: async (issueId: IssueId) => await gate.mayRead(admitted, caller, issueId) };
        await reply.send(await serveAdmin(running.node, who, request.params.method, request.body, running.adminContext));
      } catch (caught) {
        await sendFault(reply, caught, log);
      }
    });
  };
}

async function answer(reply: FastifyReply, log: Log, ask: () => Promise<unknown>): Promise<void> {
  try {
    await reply.send(answered(await ask()));
  } catch (caught) {
    await sendFault(reply, caught, log);
  }
}

function callerOf(request: FastifyRequest): Caller {
  const instance = request.headers['entente-instance'];
  if (typeof instance !== 'string' || instance.length > 500)
    throw faultError({ whose: 'ours', code: 'admin.invalidInput', params: { field: 'Entente-Instance' } });
  return { token: tokenOf(request), instance };
}

function tokenOf(request: FastifyRequest): string {
  const token = /^Bearer ([\x21-\x7e]{1,8000})$/i.exec(request.headers.authorization ?? '')?.[1];
  if (token === undefined) throw faultError({ whose: 'admin', code: 'admin.unauthorized' });
  return token;
}

function checked<Output>(schema: z.ZodType<Output>, body: unknown): Output {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw faultError({ whose: 'ours', code: 'admin.invalidInput', params: { field: parsed.error.issues[0]?.path.join('.') ?? '' } });
}
