/** Requests that scripts send: real ones, within the host's limits. */
import type { HttpRequest, HttpResult } from '../realm/protocol.ts';

/** The host lets a script's request take no longer, milliseconds. */
export const outboundLimit = 30_000;

/** Connections to one host at a time. */
const perHost = 4;

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null ? (Reflect.get(value, name) as unknown) : undefined;

/** As the host words it. */
function reasonOf(error: unknown): string {
  if (member(error, 'name') === 'TimeoutError') return 'Read timed out';
  return String(member(member(error, 'cause'), 'message') ?? member(error, 'message') ?? error);
}

export class Outbound {
  limit = outboundLimit;
  readonly #open = new Map<string, number>();
  readonly #waiting: { readonly host: string; readonly go: () => void }[] = [];
  readonly #ending = new AbortController();

  async #slot(host: string): Promise<void> {
    if ((this.#open.get(host) ?? 0) >= perHost) await new Promise<void>((go) => this.#waiting.push({ host, go }));
    else this.#open.set(host, (this.#open.get(host) ?? 0) + 1);
  }

  #release(host: string): void {
    const index = this.#waiting.findIndex((one) => one.host === host);
    const next = index < 0 ? undefined : this.#waiting.splice(index, 1)[0];
    // The slot passes to who waits for it.
    if (next === undefined) this.#open.set(host, (this.#open.get(host) ?? 1) - 1);
    else next.go();
  }

  async send(request: HttpRequest): Promise<HttpResult> {
    let host: string;
    try {
      host = new URL(request.url).host;
    } catch {
      return { kind: 'error', message: `Invalid uri ${request.url}` };
    }
    await this.#slot(host);
    try {
      return await this.#exchange(request);
    } finally {
      this.#release(host);
    }
  }

  async #exchange({ method, url, headers, body, timeout }: HttpRequest): Promise<HttpResult> {
    const longest = Math.min(timeout > 0 ? timeout : this.limit, this.limit);
    try {
      const response = await fetch(url, {
        method,
        headers: headers.map(([name, value]): [string, string] => [name, value]),
        body: body === null ? null : new Uint8Array(body),
        redirect: 'manual',
        signal: AbortSignal.any([AbortSignal.timeout(longest), this.#ending.signal]),
      });
      const bytes = new Uint8Array(await response.arrayBuffer());
      return { kind: 'answer', status: response.status, headers: [...response.headers], body: bytes };
    } catch (error) {
      return { kind: 'error', message: reasonOf(error) };
    }
  }

  close(): void {
    this.#ending.abort();
  }
}
