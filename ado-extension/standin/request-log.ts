/** What was asked and answered, for tests to count and to hold against the API descriptions. Secrets are not kept. */

export interface LoggedRequest {
  readonly method: string;
  /** Without the query, as sent. */
  readonly path: string;
  readonly query: string;
  /** Lower-case names; no `authorization`, no `cookie`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly organization: string | null;
  readonly account: string | null;
  /** Parsed JSON; undefined for bytes and for none. */
  readonly body: unknown;
  /** Bytes of the body. */
  readonly size: number;
  readonly status: number;
  readonly answer: unknown;
  readonly answerType: string | null;
}

const secret = new Set(['authorization', 'cookie']);

export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    const headers = Object.fromEntries(Object.entries(entry.headers).filter(([name]) => !secret.has(name)));
    this.#entries.push({ ...entry, headers });
  }

  all(): readonly LoggedRequest[] {
    return [...this.#entries];
  }

  /** Accepted requests that change something, by account. */
  writes(account: string, organization?: string): readonly LoggedRequest[] {
    return this.#entries.filter(
      (entry) =>
        entry.account === account &&
        (organization === undefined || entry.organization === organization) &&
        entry.status < 300 &&
        ['POST', 'PATCH', 'PUT', 'DELETE'].includes(entry.method) &&
        !/\/_apis\/(wit\/(wiql|workitemsbatch|reporting\/.*)|security\/.*|hooks\/.*query)$/i.test(entry.path),
    );
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
