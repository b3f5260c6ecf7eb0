/** `/api/…`: who asks, what trouble was ordered, and which API it is. Every request and its answer are kept for tests. */
import { seededId } from '../db/seed.ts';
import type { Actor } from '../db/types.ts';
import { failure, notModelled } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { attachmentApi } from './attachment.ts';
import { scriptedRest } from './scripted.ts';
import { tableApi } from './table.ts';

const unauthenticated = (): HttpAnswer =>
  failure(401, 'User Not Authenticated', 'Required to provide Auth information', { 'www-authenticate': 'BASIC realm="Service-now"' });

/** XML is a format of every API of the platform, and none of the stand-in. */
function unmodelledFormat({ headers, body }: HttpCall): string | null {
  const accept = headers['accept'] ?? '';
  if (accept.includes('xml') && !accept.includes('json') && !accept.includes('*/*')) return 'answers in XML';
  return body.length > 0 && /[/+]xml/.test(headers['content-type'] ?? '') ? 'requests in XML' : null;
}

/** A method may be named by a header; HEAD is GET without its body. */
function methodOf({ method, headers }: HttpCall): string {
  const named = (headers['x-http-method-override'] ?? method).toUpperCase();
  return named === 'HEAD' ? 'GET' : named;
}

async function platformApi(instance: Instance, call: HttpCall, actor: Actor, path: string): Promise<HttpAnswer> {
  if (call.method === 'OPTIONS') return notModelled(`${call.method} ${call.path}`);
  const format = unmodelledFormat(call);
  if (format !== null && !path.startsWith('/api/now/attachment')) return notModelled(format);
  if (path.startsWith('/api/now/table/')) return tableApi(instance, call, actor, path.slice('/api/now/table/'.length));
  if (path === '/api/now/attachment' || path.startsWith('/api/now/attachment/'))
    return attachmentApi(instance, call, actor, path.slice('/api/now/attachment'.length));
  return notModelled(`${call.method} ${call.path}`);
}

async function route(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  const actor = instance.sessions.restActor(call.headers);
  const path = call.path.replace(/^\/api\/now\/v[12]\//, '/api/now/');
  if (!path.startsWith('/api/now/')) return scriptedRest(instance, { ...call, path: call.path }, actor);
  if (actor === null || actor.userName === 'guest') return unauthenticated();
  const answer = await platformApi(instance, { ...call, method: methodOf(call) }, actor, path);
  if (call.method !== 'HEAD' || answer.status >= 400) return answer;
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    bytes: new Uint8Array(),
    type: answer.type ?? 'application/json;charset=UTF-8',
  };
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
    method: methodOf(call), path: call.path, query: call.query, headers: call.headers, size: call.body.length, status: answer.status,
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

const HOURLY = 100;

/** https://www.servicenow.com/docs/r/api-reference/rest-api-explorer/inbound-REST-API-rate-limiting.html */
const limitHeaders = (retryAfter: number): Record<string, string> => ({
  'retry-after': String(retryAfter),
  'x-ratelimit-limit': String(HOURLY),
  'x-ratelimit-reset': String(Math.ceil(Date.now() / 1000) + retryAfter),
  'x-ratelimit-rule': seededId('sys_rate_limit_rules', 'all'),
});

const apiName = (path: string): string =>
  path.startsWith('/api/now/') ? (path.includes('/attachment') ? 'Attachment API' : 'Table API') : 'Scripted REST API';

export async function api(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  const fault = instance.faults.take(call);
  const answer = fault === null || fault.applied ? await careful(instance, call) : null;
  const headers = fault === null || fault.retryAfter === null ? {} : limitHeaders(fault.retryAfter);
  const given =
    fault === null && answer !== null
      ? answer
      : failure(
          fault?.status ?? 500,
          fault?.status === 429 ? 'Rate limit exceeded' : 'Unavailable',
          fault?.status === 429 ? `Rate limit of ${HOURLY} requests per hour for ${apiName(call.path)} exceeded` : null,
          headers,
        );
  keep(instance, call, given);
  return given;
}
