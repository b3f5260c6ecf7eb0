/** A server on this machine that answers as a test wants, and counts who came. */
import { createServer } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { PartnerAnswer, PartnerRequest } from '@entente/core';

export interface CountingServer {
  readonly port: number;
  /** Requests as `GET /entente/v1/node`, with the protocol's header where there was one. */
  readonly requests: readonly string[];
  connections(): number;
  answer: (request: IncomingMessage, response: ServerResponse, body: string) => void;
  close(): Promise<void>;
}

export async function countingServer(): Promise<CountingServer> {
  const requests: string[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const auth = request.headers['entente-auth'];
      requests.push(`${request.method ?? ''} ${request.url ?? ''}${auth === undefined ? '' : ' signed'}`);
      // One connection for each call, so that connections can be counted.
      response.setHeader('connection', 'close');
      counting.answer(request, response, Buffer.concat(chunks).toString('latin1'));
    });
  });
  server.on('connection', () => void connections++);
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const address = server.address();
  const counting: CountingServer = {
    port: typeof address === 'object' && address !== null ? address.port : 0,
    requests,
    connections: () => connections,
    answer: (_request, response) => void response.end(),
    close: async () => {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
    },
  };
  return counting;
}

/** Hands a request to a node, as a host does. */
export async function passOn(
  node: { answerPartner(request: PartnerRequest): Promise<PartnerAnswer> },
  request: IncomingMessage,
  response: ServerResponse,
  body: string,
): Promise<void> {
  const auth = request.headers['entente-auth'];
  const answer = await node.answerPartner({
    method: request.method ?? '',
    route: request.url ?? '',
    auth: typeof auth === 'string' ? [auth] : [],
    body,
  });
  response.setHeader('content-type', 'application/json');
  if (answer.auth !== null) response.setHeader('entente-auth', answer.auth);
  response.statusCode = answer.status;
  response.end(answer.body);
}
