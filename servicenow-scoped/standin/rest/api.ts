/** `/api/…`: who asks, what trouble was ordered, and which API it is. Every request and its answer are kept for tests. */
import { failure, notModelled } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { attachmentApi } from './attachment.ts';
import { scriptedRest } from './scripted.ts';
import { tableApi } from './table.ts';

const unauthenticated = (): HttpAnswer =>
  failure(401, 'User Not Authenticated', 'Required to provide Auth information', { 'www-authenticate': 'BASIC realm="Service-now"' });

async function route(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  const actor = instance.sessions.restActor(call.headers);
  const path = call.path.replace(/^\/api\/now\/v[12]\//, '/api/now/');
  if (!path.startsWith('/api/now/')) return scriptedRest(instance, { ...call, path: call.path }, actor);
  if (actor === null || actor.userName === 'guest') return unauthenticated();
  if (path.startsWith('/api/now/table/')) return tableApi(instance, call, actor, path.slice('/api/now/table/'.length));
  if (path === '/api/now/attachment' || path.startsWith('/api/now/attachment/'))
    return attachmentApi(instance, call, actor, path.slice('/api/now/attachment'.length));
  return notModelled(`${call.method} ${call.path}`);
}

function parsed(bytes: Uint8Array, type: string | undefined): unknown {
  if (bytes.length === 0 || type?.includes('json') !== true) return undefined;
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8')) as unknown;
  } catch {
    return undefined;
  }
}

function keep(instance: Instance, call: HttpCall, answer: HttpAnswer): void {
  const type = answer.json === undefined ? answer.type : (answer.type ?? 'application/json');
  instance.log.add({
    method: call.method, path: call.path, query: call.query, headers: call.headers, size: call.body.length, status: answer.status,
    user: instance.sessions.restActor(call.headers)?.userName ?? '',
    body: parsed(call.body, call.headers['content-type']),
    answer: answer.json ?? parsed(answer.bytes ?? new Uint8Array(), type),
    answerType: type,
  }); // prettier-ignore
}

/** A query that the stand-in cannot read is refused, as everything that it does not model. */
async function careful(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  try {
    return await route(instance, call);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    if (message.includes('does not model')) return failure(501, message);
    throw error;
  }
}

export async function api(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  const fault = instance.faults.take(call);
  const answer = fault === null || fault.applied ? await careful(instance, call) : null;
  const headers: Record<string, string> = fault === null || fault.retryAfter === null ? {} : { 'retry-after': String(fault.retryAfter) };
  const given =
    fault === null && answer !== null
      ? answer
      : failure(fault?.status ?? 500, fault?.status === 429 ? 'Rate limit exceeded' : 'Unavailable', null, headers);
  keep(instance, call, given);
  return given;
}
