/**
 * What Jira's refusals mean, in the codes of core/tracker.ts.
 *
 * 1. A 404 says that something is not there only where it is Jira's own. What stands before a Jira that is being restarted or moved, and
 *    a Jira whose REST has not started yet, answer 404 as well: taken for Jira's, it would delete issues at the partner.
 * 2. A redirect is not followed: it leads to a page to sign in at, or to another address, and either did nothing.
 * 3. Jira's own words are kept where it refused something (params.message), never its whole answer.
 */
import { fault, faultError, type Fault } from '@entente/core';
import { wasRedirected } from '@entente/runtime';
import { errorSchema, thrownSchema } from './schemas.ts';

/** What is used of the Fetch API's Response. */
export interface JiraResponse {
  readonly status: number;
  readonly headers: { get(name: string): string | null };
  text(): Promise<string>;
  arrayBuffer(): Promise<ArrayBuffer>;
}

/** A request, or the body of its answer, that did not come. What never left this machine has certainly not happened. */
export function noAnswer(caught: unknown, reading: boolean): Error {
  if (wasRedirected(caught)) return faultError({ whose: 'tracker', code: 'tracker.unauthorized', detail: 'a redirect' });
  const { name, message, cause } = thrownSchema.parse(caught);
  const detail = `${name}: ${message} ${cause.code}`.trim();
  const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT|SELF_SIGNED/.test(cause.code);
  return faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', certain: reading || neverSent, detail });
}

export function invalidAnswer(detail: string, reading: boolean): Error {
  return faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', retry: 'later', certain: reading, detail });
}

/** Of a list whose pages are one and the same: what answers takes no notice of where a page is to begin, and it would never end. */
export const nothingNew = (list: string): Error => invalidAnswer(`${list}: a page that brings nothing new`, true);

export async function textOf(response: JiraResponse, reading: boolean): Promise<string> {
  try {
    return await response.text();
  } catch (caught) {
    throw noAnswer(caught, reading);
  }
}

export async function bytesOf(response: JiraResponse): Promise<Uint8Array> {
  try {
    return new Uint8Array(await response.arrayBuffer());
  } catch (caught) {
    throw noAnswer(caught, true);
  }
}

const isSuccess = (status: number): boolean => status >= 200 && status < 300;

/** For answers that nobody reads. A page with 200 is of whatever asks people to sign in, or says that it is closed: nothing was done. */
export function refusePage({ headers }: JiraResponse): void {
  if (/^text\/html/i.test(headers.get('content-type') ?? '')) throw invalidAnswer('a page', false);
}

/** Whether it is there. @throws the fault of anything but a success and of Jira's own 404 */
export async function isThere(response: JiraResponse, reading: boolean): Promise<boolean> {
  if (isSuccess(response.status)) return true;
  const refused = await faultFor(response, reading);
  if (refused.code === 'tracker.notFound') return false;
  throw faultError(refused);
}

/** @throws the fault of anything but a success */
export async function refuse(response: JiraResponse, reading: boolean): Promise<void> {
  if (!isSuccess(response.status)) throw faultError(await faultFor(response, reading));
}

async function faultFor(response: JiraResponse, reading: boolean): Promise<Fault> {
  const { status } = response;
  const tracker = (code: string, more: Partial<Fault> = {}): Fault =>
    fault({ whose: 'tracker', code, detail: `Jira answered ${status}`, ...more });
  const wait = retryAfter(response);
  const unavailable = (certain: boolean): Fault =>
    tracker('tracker.unavailable', { retry: 'later', certain, ...(wait === null ? {} : { retryAfterMs: wait }) });
  if (status === 429) return tracker('tracker.throttled', { retry: 'later', retryAfterMs: wait ?? DEFAULT_PAUSE_MS });
  if (status === 401 || isDenied(response)) return tracker('tracker.unauthorized');
  if (status >= 300 && status < 400) return tracker('tracker.unauthorized', { detail: `Jira answered ${status}: a redirect` });
  if (status >= 500 || status === 408) return unavailable(reading);
  const text = await textOf(response, reading);
  if (status === 404) return isJiras(text) ? tracker('tracker.notFound') : unavailable(true);
  if (status === 409 || status === 412) return tracker('tracker.conflict', { retry: 'later' });
  const { field, message } = wordsIn(text);
  const params = { field, message: message === '' ? `HTTP ${status}` : message };
  return tracker(status === 403 ? 'tracker.forbidden' : 'tracker.refused', { params });
}

/** Data Center says so in a header where it does not let somebody sign in. https://support.atlassian.com/jira/kb/rest-api-login-issues/ */
function isDenied({ status, headers }: JiraResponse): boolean {
  return status === 403 && (headers.get('x-seraph-loginreason') ?? '').startsWith('AUTHENTICAT');
}

/** Jira's own are objects, or nothing; `status-code` stands in those of the server around it, where the path leads nowhere (yet). */
function isJiras(text: string): boolean {
  if (text.trim() === '') return true;
  const answer = jsonOrNull(text);
  return typeof answer === 'object' && answer !== null && !('status-code' in answer);
}

const DEFAULT_PAUSE_MS = 60_000;
/** No host asks for longer: what is more is a clock that goes wrong. */
const LONGEST_PAUSE_MS = 24 * 3_600_000;

/**
 * Milliseconds. Seconds or a date in `Retry-After`, else the moment at which the limit is reset; dates by Jira's own clock.
 * https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfter({ headers }: Pick<JiraResponse, 'headers'>): number | null {
  const sent = Date.parse(headers.get('date') ?? '');
  const now = Number.isFinite(sent) ? sent : Date.now();
  const text = headers.get('retry-after')?.trim() ?? '';
  const reset = headers.get('x-ratelimit-reset')?.trim() ?? '';
  const until = /^\d{1,9}$/.test(text) ? now + Number(text) * 1000 : Date.parse(text === '' ? reset : text);
  return Number.isFinite(until) && until > now ? Math.min(until - now, LONGEST_PAUSE_MS) : null;
}

/** Jira's own sentence, and the field it is about. Some refusals are a line of plain text: `XSRF check failed`. */
function wordsIn(text: string): { readonly field: string; readonly message: string } {
  const parsed = errorSchema.safeParse(jsonOrNull(text));
  if (!parsed.success) return { field: '', message: /^[^<{[\r\n]{1,200}$/.test(text.trim()) ? text.trim() : '' };
  const { errors, errorMessages, message } = parsed.data;
  const [field, words] = Object.entries(errors)[0] ?? ['', errorMessages[0] ?? message];
  return { field, message: words.slice(0, 300) };
}

export function jsonOrNull(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
