/** Trouble on demand: throttling, and answers that fail. Each is used up by the requests it hits. */

export interface RequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
  readonly account: string | null;
}

export type Matcher = (request: RequestFacts) => boolean;

/**
 * `page`: a gateway's page with 502. `away`: a gateway's own 404. `signIn`: the sign-in page with 203, as for some tokens that have expired.
 * None of them has an effect; these have: `half`: the answer's JSON ends in its middle. `cut`: the connection does. `lost`: it breaks
 * before an answer.
 */
export type Spoiling = 'page' | 'away' | 'signIn' | 'half' | 'cut' | 'lost';

export interface Fault {
  readonly kind: 'refuse' | 'slow' | 'fail' | 'lose' | Exclude<Spoiling, 'lost'>;
  /** HTTP status of `fail`. */
  readonly status: number;
  /** Seconds. */
  readonly retryAfter: number | null;
}

interface Planned {
  left: number;
  readonly fault: Fault;
  readonly matches: Matcher;
}

export class Faults {
  /** Milliseconds that every request takes more, for measurements. */
  latencyMs = 0;
  /** Told of every request as it arrives, before it has any effect. */
  readonly listeners = new Set<(request: RequestFacts) => void>();
  readonly #planned: Planned[] = [];

  plan(times: number, fault: Fault, matches: Matcher = () => true): void {
    this.#planned.push({ left: times, fault, matches });
  }

  /** The first planned fault that fits, used once. */
  take(request: RequestFacts): Fault | null {
    for (const listener of this.listeners) listener(request);
    const planned = this.#planned.find((candidate) => candidate.left > 0 && candidate.matches(request));
    if (planned === undefined) return null;
    planned.left -= 1;
    return planned.fault;
  }

  clear(): void {
    this.#planned.length = 0;
  }
}
