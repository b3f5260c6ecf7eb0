/** Small helpers over node:http that all doors share. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { RestAnswer, RestRequest } from './rest/wire.ts';

export interface Door {
  readonly server: Server;
  /** `http://127.0.0.1:port`, once listening. */
  url: string;
  close(): Promise<void>;
}

/** Into one buffer where its length is told: a body may be a gigabyte. */
async function readBody(request: IncomingMessage): Promise<Buffer> {
  const told = Number(request.headers['content-length'] ?? Number.NaN);
  const chunks: Buffer[] = [];
  const whole = Number.isSafeInteger(told) ? Buffer.allocUnsafe(told) : null;
  let read = 0;
  for await (const part of request) {
    const chunk = Buffer.from(part);
    if (whole === null) chunks.push(chunk);
    else chunk.copy(whole, read);
    read += chunk.length;
  }
  return whole?.subarray(0, read) ?? Buffer.concat(chunks);
}

function headersOf(request: IncomingMessage): { [name: string]: string } {
  return Object.fromEntries(
    Object.entries(request.headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : (value ?? '')]),
  );
}

export async function restRequestOf(request: IncomingMessage, url: URL): Promise<RestRequest> {
  return {
    method: request.method ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers: headersOf(request),
    body: await readBody(request),
  };
}

export function send(response: ServerResponse, answer: RestAnswer): void {
  const json = answer.json === undefined ? null : Buffer.from(JSON.stringify(answer.json));
  const bytes = json ?? answer.bytes ?? Buffer.alloc(0);
  if (answer.broken === 'before') {
    response.destroy();
    return;
  }
  response.writeHead(answer.status, {
    ...(json === null ? {} : { 'content-type': 'application/json;charset=UTF-8' }),
    'content-length': String(bytes.length),
    ...answer.headers,
  });
  if (answer.broken === 'within') response.write(bytes.subarray(0, bytes.length / 2), () => response.destroy());
  else response.end(bytes);
}

export function html(status: number, text: string, headers: { readonly [name: string]: string } = {}): RestAnswer {
  return {
    status,
    headers: { 'content-type': 'text/html;charset=UTF-8', 'cache-control': 'no-store', ...headers },
    bytes: Buffer.from(text),
  };
}

export const text = (status: number, type: string, body: string): RestAnswer => ({
  status,
  headers: { 'content-type': `${type};charset=UTF-8`, 'cache-control': 'no-store' },
  bytes: Buffer.from(body),
});
export const redirect = (location: string, headers: { readonly [name: string]: string } = {}): RestAnswer => ({
  status: 303,
  headers: { location, ...headers },
});

type Handler = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The server before the application refuses an address that cannot be decoded. */
function isEncoded(path: string): boolean {
  try {
    return decodeURIComponent(path) !== '';
  } catch {
    return false;
  }
}

/** Listens on 127.0.0.1. An error of a handler answers 500 and is told to `onError`. */
export async function openDoor(port: number, handle: Handler, onError: (error: unknown) => void): Promise<Door> {
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://127.0.0.1');
    if (!isEncoded(url.pathname)) return send(response, html(400, '<h1>HTTP Status 400 – Bad Request</h1>'));
    handle(request, response, url).catch((error: unknown) => {
      onError(error);
      if (!response.headersSent)
        send(response, { status: 500, json: { errorMessages: [error instanceof Error ? error.message : String(error)], errors: {} } });
      else response.destroy();
    });
  });
  // As long as proxies on the way keep a connection: Node's five seconds would end many a moment before they are used again.
  server.keepAliveTimeout = 65_000;
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', resolve);
  });
  const address = server.address();
  const listening = typeof address === 'object' && address !== null ? address.port : port;
  return {
    server,
    url: `http://127.0.0.1:${listening}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
