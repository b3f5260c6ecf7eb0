/** What was asked and answered, for tests to count and to hold against the API descriptions. Secrets are not kept. */

export interface LoggedRequest {
  readonly method: string;
  /** Without the query, as sent. */
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names; no `authorization`, `cookie` or `x-usertoken`. */
  readonly headers: Readonly<Record<string, string>>;
  readonly user: string;
  /** Parsed JSON; undefined for bytes and for none. */
  readonly body: unknown;
  /** Bytes of the body. */
  readonly size: number;
  readonly status: number;
  readonly answer: unknown;
  readonly answerType: string | undefined;
}

const secret = new Set(['authorization', 'cookie', 'x-usertoken']);

export class RequestLog {
  readonly #entries: LoggedRequest[] = [];

  add(entry: LoggedRequest): void {
    const headers = Object.fromEntries(Object.entries(entry.headers).filter(([name]) => !secret.has(name)));
    this.#entries.push({ ...entry, headers });
  }

  all(): readonly LoggedRequest[] {
    return [...this.#entries];
  }

  clear(): void {
    this.#entries.length = 0;
  }
}
