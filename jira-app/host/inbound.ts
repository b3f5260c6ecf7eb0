/**
 * The web trigger: where partners call this node. The platform lets anybody call it; the node itself authenticates.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/web-trigger/
 */
import * as z from 'zod/mini';
import { faultOf } from '@entente/core';
import { log } from './log.ts';
import { withNode } from './node.ts';

const requestSchema = z.looseObject({
  method: z.string(),
  headers: z.optional(z.record(z.string(), z.array(z.string()))),
  body: z.optional(z.nullable(z.string())),
  /** What follows the trigger's own address. */
  userPath: z.optional(z.string()),
});

interface TriggerAnswer {
  readonly statusCode: number;
  readonly headers: { readonly [name: string]: readonly string[] };
  readonly body: string;
}

function answer(statusCode: number, body: string, auth: string | null = null): TriggerAnswer {
  const json = { 'Content-Type': ['application/json'], 'Cache-Control': ['no-store'] };
  return { statusCode, headers: auth === null ? json : { ...json, 'Entente-Auth': [auth] }, body };
}

export async function partner(event: unknown): Promise<TriggerAnswer> {
  const request = requestSchema.safeParse(event);
  const route = request.data?.userPath ?? '';
  if (!request.success || !route.startsWith('/entente/v1/')) return answer(404, '{}');
  const headers = Object.entries(request.data.headers ?? {});
  const auth = headers.filter(([name]) => name.toLowerCase() === 'entente-auth').flatMap(([, values]) => values);
  const { method, body } = request.data;
  try {
    const given = await withNode(({ node }) => node.answerPartner({ method, route, auth, body: body ?? '' }));
    return answer(given.status, given.body, given.auth);
  } catch (caught) {
    // Not a verdict of the protocol: the partner tries again.
    const { whose, code, detail } = faultOf(caught);
    log.write('error', 'partner.fault', { route: route.split('/').slice(0, 4).join('/'), whose, code, detail });
    return answer(503, '{}');
  }
}
