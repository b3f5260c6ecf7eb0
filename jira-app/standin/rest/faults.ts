/** What a test asks the REST API to do wrong: throttle, fail, lose an answer, or let something else answer. */
import type { RestAnswer, RestRequest } from './wire.ts';

/**
 * `page`: a gateway's page with 502. `away`: a gateway's own 404. `signIn`: a redirect to where people sign in. None of them is carried
 * out; these are: `half`: the answer's JSON ends in its middle. `cut`: the connection does. `lost`: it breaks before an answer.
 */
export type Spoiling = 'page' | 'away' | 'signIn' | 'half' | 'cut' | 'lost';

export interface Failure {
  readonly status: number;
  /** Absent: Jira's own answer of that status. */
  readonly how?: Spoiling;
  readonly matches: (request: RestRequest) => boolean;
  /** True: the request is carried out and its answer is lost. */
  readonly applied: boolean;
}

export class Faults {
  /** Milliseconds that every request takes more, for measurements. */
  latencyMs = 0;
  #throttled = 0;
  #retryAfter = 1;
  #throttles: Failure['matches'] = () => true;
  #failures: Failure[] = [];

  /** The next `count` requests that match answer 429, with `Retry-After` in seconds. */
  throttle(count: number, retryAfter: number, matches: Failure['matches']): void {
    this.#throttled = count;
    this.#retryAfter = retryAfter;
    this.#throttles = matches;
  }

  /** The next request that matches answers `status`. */
  failNext(failure: Failure): void {
    this.#failures.push(failure);
  }

  /** https://developer.atlassian.com/cloud/jira/platform/rate-limiting/ */
  throttled(request: RestRequest): RestAnswer | null {
    if (this.#throttled === 0 || !this.#throttles(request)) return null;
    this.#throttled -= 1;
    return {
      status: 429,
      headers: {
        'retry-after': String(this.#retryAfter),
        'x-ratelimit-limit': '100',
        'x-ratelimit-remaining': '0',
        'x-ratelimit-reset': new Date(Date.now() + this.#retryAfter * 1000).toISOString(),
        'ratelimit-reason': 'jira-burst-based',
      },
      json: { errorMessages: ['Rate limit exceeded.'], errors: {} },
    };
  }

  take(request: RestRequest): Failure | null {
    const failure = this.#failures.find((one) => one.matches(request)) ?? null;
    if (failure !== null) this.#failures = this.#failures.filter((one) => one !== failure);
    return failure;
  }
}

const spoilt: { readonly [How in Exclude<Spoiling, 'half' | 'cut' | 'lost'>]: RestAnswer } = {
  page: { status: 502, headers: { 'content-type': 'text/html' }, bytes: Buffer.from('<html><body><h1>502 Bad Gateway</h1></body></html>') },
  away: { status: 404, headers: { 'content-type': 'text/plain' }, bytes: Buffer.from('default backend - 404') },
  signIn: { status: 302, headers: { location: '/login.jsp?os_destination=%2Fsecure%2FDashboard.jspa', 'content-type': 'text/html' } },
};

export async function spoil({ how, status, applied }: Failure, carryOut: () => Promise<RestAnswer>): Promise<RestAnswer> {
  if (how === 'page' || how === 'away' || how === 'signIn') return spoilt[how];
  if (how === undefined && !applied) return failed(status);
  const answer = await carryOut();
  if (how === undefined) return failed(status);
  const bytes = answer.json === undefined ? (answer.bytes ?? Buffer.alloc(0)) : Buffer.from(JSON.stringify(answer.json));
  const headers = { 'content-type': 'application/json;charset=UTF-8', ...answer.headers };
  if (how === 'half') return { status: answer.status, headers, bytes: bytes.subarray(0, bytes.length / 2) };
  return { status: answer.status, headers, bytes, broken: how === 'cut' ? 'within' : 'before' };
}

export const failed = (status: number): RestAnswer => ({ status, json: { errorMessages: ['Internal server error'], errors: {} } });
