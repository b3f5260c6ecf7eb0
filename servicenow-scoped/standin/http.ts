/** Small helpers over node:http that all of the instance's paths share. */
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';

export interface HttpCall {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly queryString: string;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
  readonly json?: unknown;
  readonly bytes?: Uint8Array;
  readonly type?: string;
}

export const html = (status: number, text: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status,
  bytes: Buffer.from(text),
  type: 'text/html;charset=UTF-8',
  headers: { 'cache-control': 'no-store', ...headers },
});

export const redirect = (location: string, headers: Readonly<Record<string, string>> = {}): HttpAnswer => ({
  status: 303,
  headers: { location, ...headers },
});

/** The platform's body of an error. */
export const failure = (
  status: number,
  message: string,
  detail: string | null = null,
  headers: Readonly<Record<string, string>> = {},
): HttpAnswer => ({
  status,
  headers,
  json: { error: { message, detail }, status: 'failure' },
});

export const notModelled = (what: string): HttpAnswer => failure(501, `The stand-in of ServiceNow does not model ${what}`);

async function callOf(request: IncomingMessage): Promise<HttpCall> {
  const url = new URL(request.url ?? '/', 'http://127.0.0.1');
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(Buffer.from(chunk as Uint8Array));
  const headers = Object.entries(request.headers).map(
    ([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')] as const,
  );
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    queryString: url.search.slice(1),
    headers: Object.fromEntries(headers),
    body: Buffer.concat(chunks),
  };
}

function send(response: ServerResponse, answer: HttpAnswer): void {
  const bytes = answer.json === undefined ? Buffer.from(answer.bytes ?? []) : Buffer.from(JSON.stringify(answer.json));
  const type = answer.json === undefined ? answer.type : (answer.type ?? 'application/json;charset=UTF-8');
  const headers = Object.entries(answer.headers ?? {}).map(
    ([name, value]) => [name, typeof value === 'string' ? value : [...value]] as const,
  );
  response.writeHead(answer.status, { ...(type === undefined ? {} : { 'content-type': type }), ...Object.fromEntries(headers) });
  response.end(bytes);
}

export interface Listening {
  /** `http://127.0.0.1:4321` */
  readonly url: string;
  close(): Promise<void>;
}

/** Listens on 127.0.0.1. An error of `answer` is 500, and is told to `onError`. */
export async function listen(
  port: number,
  answer: (call: HttpCall) => Promise<HttpAnswer>,
  onError: (error: unknown) => void,
): Promise<Listening> {
  const serve = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    try {
      send(response, await answer(await callOf(request)));
    } catch (error) {
      onError(error);
      if (response.headersSent) response.destroy();
      else send(response, failure(500, error instanceof Error ? error.message : String(error)));
    }
  };
  const server: Server = createServer((request, response) => void serve(request, response));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : port}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
