/** The envelope of every answer to an admin page, and which HTTP status a fault travels with. */
import type { Fault, Log } from '@entente/core';
import { faultOf } from '@entente/core';
import type { FastifyReply } from 'fastify';

const STATUS: Readonly<Record<string, number>> = {
  'admin.invalidInput': 400,
  'pairing.notAnOrganization': 400,
  'admin.unauthorized': 401,
  'admin.forbidden': 403,
  'pairing.wrongSecret': 403,
  'pairing.notAllowed': 403,
  'pairing.anotherInstance': 403,
  'pairing.unpaired': 409,
  'pairing.credentials': 409,
  'credentials.refused': 422,
  'credentials.scope': 422,
  'credentials.anotherInstance': 422,
  'pairing.tooMany': 429,
  'tracker.unavailable': 502,
  'tracker.throttled': 502,
  'tracker.invalidAnswer': 502,
};

/** What is ours to mend is logged with its detail; the page gets the safe view. */
export async function sendFault(reply: FastifyReply, caught: unknown, log: Log): Promise<void> {
  const fault: Fault = faultOf(caught);
  const { whose, code, params, retry, detail } = fault;
  const status = STATUS[code] ?? 500;
  log.write(status >= 500 ? 'error' : 'debug', 'admin call refused', { code, whose, detail, status });
  if (fault.retryAfterMs !== undefined) reply.header('retry-after', Math.ceil(fault.retryAfterMs / 1000));
  await reply.code(status).send({ kind: 'fault', fault: { whose, code, params, retry } });
}

export function answered(output: unknown): { readonly kind: 'answer'; readonly output: unknown } {
  return { kind: 'answer', output };
}
