/** Asks a running companion; null where none runs over this data folder. */
import { request } from 'node:http';
import { json } from 'node:stream/consumers';
import * as z from 'zod';
import { answers, type Operation, type Operations } from '../operations/contract.ts';
import { controlAddress } from './address.ts';

const problem = z.object({ problem: z.string() });
const failure = z.object({ code: z.string() });
/** No socket, a socket of a process that ended, or a folder that is not there. */
const NOBODY = new Set(['ENOENT', 'ECONNREFUSED', 'ENOTSOCK', 'ENOTDIR']);

export async function findCompanion(dataDir: string): Promise<Operations | null> {
  const ask = async <Output>(operation: Operation, schema: z.ZodType<Output>, input?: unknown): Promise<Output> =>
    schema.parse(await send(dataDir, JSON.stringify({ operation, input })));
  try {
    await ask('instances', answers.instances);
  } catch (caught) {
    if (NOBODY.has(failure.safeParse(caught).data?.code ?? '')) return null;
    throw caught;
  }
  return {
    instances: async () => await ask('instances', answers.instances),
    doctor: async () => await ask('doctor', answers.doctor),
    remove: async (input) => await ask('remove', answers.remove, input),
  };
}

async function send(dataDir: string, body: string): Promise<unknown> {
  return await new Promise((resolve, reject) => {
    const asking = request({
      socketPath: controlAddress(dataDir),
      method: 'POST',
      path: '/',
      headers: { 'content-type': 'application/json' },
    });
    asking.once('error', reject);
    asking.once('response', (reply) => {
      json(reply).then((read) => {
        const said = problem.safeParse(read);
        if (reply.statusCode === 200) resolve(read);
        else reject(new Error(said.success ? said.data.problem : `status ${reply.statusCode ?? 0}`));
      }, reject);
    });
    asking.end(body);
  });
}
