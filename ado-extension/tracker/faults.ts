/**
 * What Azure DevOps' refusals mean, in the codes of core/tracker.ts.
 *
 * 1. A 404 says that something is not there only where it is the host's own. What stands before a server that is being upgraded or moved
 *    answers 404 as well: taken for the host's, it would delete work items at the partner.
 */
import { wasRedirected } from '@entente/runtime';
import { faultError } from '@entente/core';
import { errorSchema, thrownSchema } from './answers.schema.ts';

export interface Refused {
  readonly status: number;
  readonly body: string;
  readonly contentType: string;
  /** A write may have happened although the answer says that something broke. */
  readonly write: boolean;
  /** From `Retry-After`. */
  readonly retryAfterMs: number | null;
}

const DEFAULT_PAUSE_MS = 30_000;

export function refusal({ status, body, contentType, write, retryAfterMs }: Refused): Error {
  const { message, field } = readError(body);
  const detail = `${status} ${message}`.trim();
  const params = message === '' ? {} : { message };
  const unavailable = (certain: boolean): Error => {
    const pause = retryAfterMs === null ? {} : { retryAfterMs };
    return faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', certain, detail, ...pause });
  };
  switch (status) {
    case 401:
      return faultError({ whose: 'tracker', code: 'tracker.unauthorized', detail });
    case 403:
      return faultError({ whose: 'tracker', code: 'tracker.forbidden', params, detail });
    case 404:
      return isHosts(body) ? faultError({ whose: 'tracker', code: 'tracker.notFound', params, detail }) : unavailable(true);
    case 409:
    case 412:
      return faultError({ whose: 'tracker', code: 'tracker.conflict', retry: 'later', params, detail });
    case 429:
      return faultError({
        whose: 'tracker',
        code: 'tracker.throttled',
        retry: 'later',
        retryAfterMs: retryAfterMs ?? DEFAULT_PAUSE_MS,
        detail,
      });
  }
  if (isSignIn(status, contentType))
    return faultError({ whose: 'tracker', code: 'tracker.unauthorized', detail: `${status} sign-in page` });
  if (status >= 500 || status === 408) return unavailable(!write);
  return faultError({
    whose: 'tracker',
    code: 'tracker.refused',
    params: { field, message: message === '' ? `HTTP ${status}` : message },
    detail,
  });
}

/** The host's own are objects, or nothing. */
function isHosts(body: string): boolean {
  const answer = parseJson(body);
  return body.trim() === '' || (typeof answer === 'object' && answer !== null);
}

/** An expired token is answered with the sign-in page, as 203 or by a redirect to it, not with 401. */
export function isSignIn(status: number, contentType: string): boolean {
  return status === 203 || (status >= 300 && status < 400) || (status === 200 && /^text\/html/i.test(contentType));
}

export function invalidAnswer(detail: string, write: boolean): Error {
  return faultError({ whose: 'tracker', code: 'tracker.invalidAnswer', retry: 'later', certain: !write, detail });
}

/** A request that got no answer. What never left this machine has certainly not happened. */
export function noAnswer(caught: unknown, write: boolean): Error {
  if (wasRedirected(caught)) return faultError({ whose: 'tracker', code: 'tracker.unauthorized', detail: 'a redirect' });
  const { message, cause } = thrownSchema.parse(caught);
  const detail = `${message} ${cause.code}`.trim();
  const neverSent = /ECONNREFUSED|ENOTFOUND|EAI_AGAIN|CERT|SELF_SIGNED/.test(cause.code);
  return faultError({ whose: 'tracker', code: 'tracker.unavailable', retry: 'later', certain: !write || neverSent, detail });
}

function readError(body: string): { readonly message: string; readonly field: string } {
  const parsed = errorSchema.safeParse(parseJson(body));
  if (!parsed.success) return { message: '', field: '' };
  const rule = parsed.data.customProperties?.RuleValidationErrors?.[0];
  return { message: rule?.errorMessage ?? parsed.data.message, field: rule?.fieldReferenceName ?? '' };
}

/** Undefined where it is not JSON. */
export function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
