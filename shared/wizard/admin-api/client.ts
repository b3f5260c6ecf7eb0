/** The page half of the admin API over any transport that carries a method's name and JSON. */
import { fault, faultError, faultOf } from '@entente/core';
import * as z from 'zod/mini';
import { adminReplySchema, adminSchemas, type AdminApi, type AdminInput, type AdminMethod, type AdminOutput } from './contract.ts';

/** Resolves to what `serveAdmin` answered, as parsed JSON; rejects where the node could not be reached. */
export type SendToNode = (method: string, input: unknown) => Promise<unknown>;

export function adminClient(send: SendToNode): AdminApi {
  const call =
    <M extends AdminMethod>(method: M) =>
    (input: AdminInput<M>): Promise<AdminOutput<M>> =>
      ask(send, method, input);
  return {
    home: call('home'),
    list: call('list'),
    connection: call('connection'),
    rules: call('rules'),
    searchProjects: call('searchProjects'),
    searchOption: call('searchOption'),
    probe: call('probe'),
    initiate: call('initiate'),
    invitation: call('invitation'),
    accept: call('accept'),
    declineCode: call('declineCode'),
    act: call('act'),
    saveConnection: call('saveConnection'),
    saveSettings: call('saveSettings'),
    settleInstanceChange: call('settleInstanceChange'),
    checkReachability: call('checkReachability'),
    activity: call('activity'),
    held: call('held'),
    retryHeld: call('retryHeld'),
    retryAllHeld: call('retryAllHeld'),
    skipHeld: call('skipHeld'),
    issuePanel: call('issuePanel'),
    syncIssue: call('syncIssue'),
    connectIssue: call('connectIssue'),
  };
}

async function ask<M extends AdminMethod>(send: SendToNode, method: M, input: AdminInput<M>): Promise<AdminOutput<M>> {
  const reply = z.safeParse(adminReplySchema, await reach(send, method, input));
  if (!reply.success) throw invalidAnswer(method);
  if (reply.data.kind === 'fault') throw faultError(fault({ ...reply.data.fault, certain: false }));
  const output = z.safeParse(adminSchemas[method].output, reply.data.output);
  if (!output.success) throw invalidAnswer(method);
  return output.data;
}

async function reach(send: SendToNode, method: string, input: unknown): Promise<unknown> {
  try {
    return await send(method, input);
  } catch (caught) {
    const known = faultOf(caught);
    if (known.code !== 'bug') throw caught;
    throw faultError({ whose: 'ours', code: 'admin.unreachable', retry: 'later', certain: false, detail: known.detail });
  }
}

function invalidAnswer(method: string): Error {
  return faultError({ whose: 'ours', code: 'admin.invalidAnswer', params: { method }, retry: 'later', certain: false });
}
