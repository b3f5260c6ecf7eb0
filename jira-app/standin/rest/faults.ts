/** What a test asks the REST API to do wrong: throttle, fail, or lose an answer. */
import type { RestAnswer, RestRequest } from './wire.ts';

export interface Failure {
  readonly status: number;
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

export const failed = (status: number): RestAnswer => ({ status, json: { errorMessages: ['Internal server error'], errors: {} } });
