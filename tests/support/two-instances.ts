/** Two ServiceNow instances that run the built application, connected, with what tests ask of both. */
import { expect } from '@jest/globals';
import { builtApp, startServiceNow, type Row, type ServiceNow, type ServiceNowOptions } from '@entente/servicenow-scoped/standin';
import * as z from 'zod';
import { namedAt } from './named.ts';

const replySchema = z.object({ kind: z.literal('answer'), output: z.unknown() });
const madeSchema = z.object({ kind: z.literal('done'), connectionId: z.string(), invitation: z.object({ code: z.string() }) });

export interface TwoInstances {
  readonly left: ServiceNow;
  readonly right: ServiceNow;
  readonly connectionId: string;
  /** Lets both work in turn, by default until neither has anything to do. */
  work(rounds?: number): Promise<void>;
  /** The connection's settings: the incident table, with these options. */
  save(instance: ServiceNow, options: object): Promise<unknown>;
  close(): Promise<void>;
}

/** A call of the Connections page. */
export async function call(instance: ServiceNow, method: string, input: object, as?: string): Promise<unknown> {
  const response = await fetch(`${instance.scopeUrl ?? ''}/admin/call`, {
    method: 'POST',
    headers: { authorization: instance.authorization(as), 'content-type': 'application/json' },
    body: JSON.stringify({ method, input }),
  });
  expect(response.status).toBe(200);
  return replySchema.parse(await response.json()).output;
}

export const incidents = (instance: ServiceNow): readonly Row[] => instance.control.rows('incident');
export const twins = (instance: ServiceNow): readonly Row[] =>
  incidents(instance).filter((row) => row['correlation_id']?.startsWith('entente:') === true);

/** `comments: hello`, sorted. */
export const journal = (instance: ServiceNow, sysId: string): readonly string[] =>
  instance.control
    .rows('sys_journal_field', `element_id=${sysId}`)
    .map((row) => `${row['element']}: ${row['value']}`)
    .toSorted();

/** What `journal` has of the copy of what beth.anglin has said. */
export const copied = (words: string): string => `comments: ${String(namedAt('servicenow', 'servicenow', words))}`;

/** `a.txt 7`, name and bytes, sorted. */
export const files = (instance: ServiceNow, sysId: string): readonly string[] =>
  instance.control
    .rows('sys_attachment', `table_sys_id=${sysId}`)
    .map((row) => `${row['file_name']} ${row['size_bytes']}`)
    .toSorted();

/** `onRight`: is told where the right instance listens, for what stands before it. */
export async function connectTwo(
  options: { readonly right?: ServiceNowOptions; readonly onRight?: (url: string) => void } = {},
): Promise<TwoInstances> {
  const open = async (instanceName: string, more: ServiceNowOptions = {}): Promise<ServiceNow> =>
    await startServiceNow({
      app: builtApp(),
      instanceName,
      ...more,
      properties: { 'x_entnt_entente.allow_loopback': 'true', ...more.properties },
    });
  const [left, right] = [await open('left'), await open('right', options.right)];
  options.onRight?.(right.url);
  const work = async (rounds = 4): Promise<void> => {
    for (let round = 0; round < rounds; round++) {
      for (const instance of [left, right]) {
        await instance.control.settle();
        await instance.control.runScheduled('Entente: work');
        await instance.control.settle();
      }
    }
  };
  const settings = z.object({ node: z.object({ baseUrl: z.nullable(z.string()) }) });
  const destinationUrl = settings.parse(await call(right, 'home', {})).node.baseUrl;
  const labels = { localShortName: 'here', remoteShortName: 'there', description: '' };
  const made = madeSchema.parse(
    await call(left, 'initiate', {
      mode: 'SCRIPT',
      ...labels,
      name: 'here_to_there',
      projectId: null,
      requestId: 'request-1',
      destinationUrl,
      askBeforeActivating: false,
    }),
  );
  await call(right, 'accept', { requestId: 'request-2', code: made.invitation.code, projectId: null });
  await work();
  return {
    left,
    right,
    connectionId: made.connectionId,
    work,
    save: async (instance, given) =>
      await call(instance, 'saveConnection', { connectionId: made.connectionId, ...labels, projectId: 'incident', options: given }),
    close: async () => {
      await left.close();
      await right.close();
    },
  };
}
