/** Trouble on demand: throttling, and answers that fail. Each is used up by the requests it hits. */

export interface RequestFacts {
  readonly method: string;
  /** Without the query. */
  readonly path: string;
}

export interface Fault {
  readonly status: number;
  /** Seconds; with 429. */
  readonly retryAfter: number | null;
  /** Whether the request is carried out all the same. */
  readonly applied: boolean;
}

interface Planned {
  left: number;
  readonly fault: Fault;
  readonly matches: (request: RequestFacts) => boolean;
}

export class Faults {
  readonly #planned: Planned[] = [];

  plan(times: number, fault: Fault, matches: (request: RequestFacts) => boolean = () => true): void {
    this.#planned.push({ left: times, fault, matches });
  }

  /** The first planned fault that fits, used once. */
  take(request: RequestFacts): Fault | null {
    const planned = this.#planned.find((one) => one.left > 0 && one.matches(request));
    if (planned === undefined) return null;
    planned.left -= 1;
    return planned.fault;
  }
}
