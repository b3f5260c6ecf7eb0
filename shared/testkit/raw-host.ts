/** A host of which only the wire is there: it answers what a test says, byte for byte, or breaks the line. */
import { createServer, type IncomingHttpHeaders } from 'node:http';

export interface RawAnswer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly body?: string | Uint8Array;
}

/** `reset`: the connection breaks before an answer. `cut`: it breaks in the middle of a body. `silence`: nothing comes. */
export type RawEnding = RawAnswer | 'reset' | 'cut' | 'silence';

export interface RawRequest {
  readonly method: string;
  /** With the query, as sent. */
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface RawHost {
  readonly url: string;
  readonly requests: readonly RawRequest[];
  answer: (request: RawRequest) => RawEnding;
  close(): Promise<void>;
}

export async function rawHost(): Promise<RawHost> {
  const requests: RawRequest[] = [];
  const server = createServer((incoming, response) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const request = { method: incoming.method ?? '', url: incoming.url ?? '', headers: incoming.headers, body: Buffer.concat(chunks) };
      requests.push(request);
      const ending = host.answer(request);
      response.setHeader('connection', 'close');
      if (ending === 'silence') return;
      if (ending === 'reset') {
        incoming.socket.resetAndDestroy();
      } else if (ending === 'cut') {
        response.writeHead(200, { 'content-type': 'application/json', 'content-length': '1000' });
        response.write('{"id":"1","ke', () => incoming.socket.resetAndDestroy());
      } else {
        const bytes = Buffer.from(ending.body ?? '');
        response.writeHead(ending.status, { 'content-length': String(bytes.length), ...ending.headers });
        response.end(bytes);
      }
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const host: RawHost = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    requests,
    answer: () => ({ status: 500 }),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return host;
}

export const jsonAnswer = (status: number, body: unknown, headers: RawAnswer['headers'] = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'application/json;charset=UTF-8', ...headers },
  body: JSON.stringify(body),
});

export const pageAnswer = (status: number, title: string, headers: RawAnswer['headers'] = {}): RawAnswer => ({
  status,
  headers: { 'content-type': 'text/html; charset=utf-8', ...headers },
  body: `<!DOCTYPE html><html><head><title>${title}</title></head><body><h1>${title}</h1></body></html>`,
});
