/** From an answer to bytes: array wrapping, Microsoft dates, error bodies, rate limit headers. */
import type { Json } from '../json.ts';
import { wireDate } from '../json.ts';
import type { Fault } from '../faults.ts';
import { newGuid } from '../model/organization.ts';
import type { Answer } from './call.ts';
import { HostError, errorBody } from './errors.ts';

export interface WireAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer | null;
  /** The connection breaks in the middle of the body. */
  readonly within?: true;
  /** What went into `bytes`, where it is JSON. */
  readonly json: Json | undefined;
}

const hasAccept = (accept: string, parameter: string): boolean => new RegExp(`[;\\s]${parameter}=true`, 'i').test(accept);

function wrap(body: Json, accept: string): Json {
  return Array.isArray(body) && !hasAccept(accept, 'noArrayWrap') ? { count: body.length, value: body } : body;
}

/** `/Date(1507251891570)/`, for clients that ask for it. */
function msDates(text: string): string {
  return text.replace(/"(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z)"/g, (_, date: string) => `"\\/Date(${Date.parse(date)})\\/"`);
}

/** The version that was asked for is the one that answers. */
const typeIn = (version: string | null): string => `application/json; charset=utf-8${version === null ? '' : `; api-version=${version}`}`;

export function jsonAnswer(
  status: number,
  body: Json | undefined,
  accept: string,
  headers: Readonly<Record<string, string>>,
  version: string | null = null,
): WireAnswer {
  if (body === undefined) return { status, headers, bytes: null, json: undefined };
  const json = wrap(body, accept);
  const text = JSON.stringify(json);
  const bytes = Buffer.from(hasAccept(accept, 'msDateFormat') ? msDates(text) : text);
  return { status, headers: { ...headers, 'content-type': typeIn(version) }, bytes, json };
}

export function respond(answer: Answer, accept: string, version: string | null): WireAnswer {
  if (answer.file !== undefined) {
    return {
      status: answer.status ?? 200,
      headers: { ...answer.headers, 'content-type': answer.file.type },
      bytes: answer.file.bytes,
      json: undefined,
    };
  }
  return jsonAnswer(answer.status ?? (answer.body === undefined ? 204 : 200), answer.body, accept, answer.headers ?? {}, version);
}

export function respondError(error: unknown, accept: string): WireAnswer {
  const known =
    error instanceof HostError
      ? error
      : new HostError(
          500,
          'InternalServerErrorException',
          `The stand-in failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
          { home: 'framework' },
        );
  return jsonAnswer(known.status, errorBody(known), accept, known.more.headers ?? {});
}

/** https://learn.microsoft.com/azure/devops/integrate/concepts/rate-limits */
export function rateHeaders(fault: Fault, now: number): Record<string, string> {
  const seconds = fault.retryAfter ?? 1;
  return {
    'retry-after': String(seconds),
    'x-ratelimit-resource': 'Resources/Core',
    'x-ratelimit-limit': '200',
    'x-ratelimit-remaining': '0',
    'x-ratelimit-reset': String(Math.floor(now / 1000) + seconds),
    ...(fault.kind === 'slow' ? { 'x-ratelimit-delay': '0.5' } : {}),
  };
}

export function throttled(fault: Fault, now: number): HostError {
  return new HostError(
    429,
    'RequestBlockedException',
    "TF400733: The request has been canceled: Request was blocked due to exceeding usage of resource 'Concurrency' in namespace 'User'. For more information on why your request was blocked, see the topic \"Rate limits\" on the Microsoft Web site (https://go.microsoft.com/fwlink/?LinkId=823950).",
    { home: 'framework', headers: rateHeaders(fault, now) },
  );
}

/** What every answer of the host carries. */
export const traceHeaders = (): Record<string, string> => ({
  'x-tfs-processid': newGuid(),
  activityid: newGuid(),
  'x-tfs-session': newGuid(),
  'x-vss-e2eid': newGuid(),
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-cache, no-store, must-revalidate',
  date: new Date(wireDate(Date.now())).toUTCString(),
});

const plain = (status: number, type: string, text: string): WireAnswer => ({
  status,
  headers: { 'content-type': type },
  bytes: Buffer.from(text),
  json: undefined,
});

/** What answers instead of the host; null: nothing does. */
export function instead({ kind }: Fault): WireAnswer | null {
  if (kind === 'page') return plain(502, 'text/html', '<html><body><h1>502 Bad Gateway</h1></body></html>');
  if (kind === 'away') return plain(404, 'text/plain', '404 page not found');
  return kind === 'signIn' ? plain(203, 'text/html; charset=utf-8', signInPage) : null;
}

/** `within`: the connection breaks in the middle of the body. */
export function halved(answer: WireAnswer, { kind }: Fault): WireAnswer {
  const half = (answer.bytes ?? Buffer.alloc(0)).subarray(0, (answer.bytes?.length ?? 0) / 2);
  if (kind === 'half') return { ...answer, bytes: half };
  return kind === 'cut' ? { ...answer, within: true } : answer;
}

export const signInPage =
  '<!DOCTYPE html><html lang="en-US"><head><title>Azure DevOps Services | Sign In</title></head><body><div>Azure DevOps Services | Sign In</div></body></html>';
