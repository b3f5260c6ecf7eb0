/** Answers the command line while the companion runs: one operation a request, as JSON over the control socket. */
import { chmodSync, rmSync } from 'node:fs';
import { createServer, type IncomingMessage } from 'node:http';
import { once } from 'node:events';
import { json } from 'node:stream/consumers';
import { faultOf } from '@entente/core';
import * as z from 'zod';
import { removeInput, type Operations } from '../operations/contract.ts';
import { controlAddress } from './address.ts';

export interface Control {
  close(): Promise<void>;
}

const request = z.discriminatedUnion('operation', [
  z.object({ operation: z.literal('instances') }),
  z.object({ operation: z.literal('doctor') }),
  z.object({ operation: z.literal('remove'), input: removeInput }),
]);

/** The data folder must be this process's own: what lies at the address is of one that has ended. */
export async function listenForOperator(dataDir: string, operations: Operations): Promise<Control> {
  const address = controlAddress(dataDir);
  rmSync(address, { force: true });
  const server = createServer((incoming, outgoing) => {
    void answer(operations, incoming).then(({ status, body }) => {
      outgoing.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(JSON.stringify(body));
    });
  });
  server.listen(address);
  await once(server, 'listening');
  if (process.platform !== 'win32') chmodSync(address, 0o600);
  return {
    close: async () => {
      server.close();
      await once(server, 'close');
    },
  };
}

async function answer(operations: Operations, incoming: IncomingMessage): Promise<{ readonly status: number; readonly body: unknown }> {
  try {
    const asked = request.safeParse(await json(incoming));
    if (!asked.success) return { status: 400, body: { problem: 'not an operation of this version' } };
    const { data } = asked;
    return { status: 200, body: data.operation === 'remove' ? await operations.remove(data.input) : await operations[data.operation]() };
  } catch (caught) {
    return { status: 500, body: { problem: faultOf(caught).detail } };
  }
}
