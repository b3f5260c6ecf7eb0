/**
 * The acceptor's end of the handshake. PROTOCOL §2
 *
 * 1. The nonce has to be the one that the code committed to, before either side could choose.
 * 2. One commit makes the connection; the same completion again finds it made and is answered alike.
 * 3. A connection that was cancelled after its acceptance had left is made all the same, and tells of its deletion first.
 */
import { checkedText } from '../../checked.schema.ts';
import { id } from '../../ids.ts';
import type { ConnectionId, InviteId } from '../../ids.ts';
import type { Write } from '../../ports.ts';
import type { Connection } from '../connection.schema.ts';
import { ownInfo, readConnection, readInvite, wake } from '../context.ts';
import type { Context } from '../context.ts';
import { securityNumberOf, transcriptOf } from '../keys.ts';
import { step } from '../lifecycle.ts';
import { completionSchema } from '../messages.schema.ts';
import type { Completion } from '../messages.schema.ts';
import { keepConnectionKeys, readInviteSecret } from '../secrets.ts';
import type { InviteRow } from '../store/records.schema.ts';
import { replace, retrying } from '../store/rows.ts';
import type { Attempt, Row } from '../store/rows.ts';
import { negotiate } from '../versions.ts';
import { linkWrites } from './link.ts';
import { OK, refuse } from './verdict.ts';
import type { Served } from './verdict.ts';

/** `text` is the completion as it came, authenticated by the handshake key. */
export async function applyCompletion(context: Context, inviteId: InviteId, text: string): Promise<Served> {
  const completion = checkedText(completionSchema, text);
  if (completion === null) return refuse('invalid');
  const commit = await context.crypto.sha256(completion.nonceI);
  const served = await retrying<Served>(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.role !== 'acceptor') return { writes: [], result: refuse('unknown') };
    if (invite.value.completion !== null) return { writes: [], result: invite.value.completion === text ? OK : refuse('used') };
    if (invite.value.phase !== 'open' || invite.value.acceptance === null) return { writes: [], result: refuse('declined') };
    if (commit !== invite.value.commit || completion.connectionId !== invite.value.connectionId)
      return { writes: [], result: refuse('mismatch') };
    return await completing(context, invite, invite.value.acceptance, text, completion);
  });
  if (served.kind === 'body') await wake(context, 'completed');
  return served;
}

async function completing(
  context: Context,
  invite: Row<InviteRow>,
  acceptance: string,
  text: string,
  completion: Completion,
): Promise<Attempt<Served>> {
  const connectionId = id<ConnectionId>(invite.value.connectionId);
  const connection = await readConnection(context, connectionId);
  const secret = await readInviteSecret(context, id<InviteId>(invite.key));
  if (connection === null || secret === null || invite.value.partner === null) return { writes: [], result: refuse('unknown') };
  const versions = negotiate(await ownInfo(context), invite.value.partner);
  if (versions.kind === 'none' || versions.rest !== completion.versions.rest || versions.hubObjects !== completion.versions.hubObjects)
    return { writes: [], result: refuse('versions') };
  const transcript = await transcriptOf({ codeHash: invite.value.codeHash, acceptance, nonceI: completion.nonceI }, context.crypto);
  const keys = await keepConnectionKeys(context, connectionId, connection.value.epoch, secret.secret, transcript);
  const next = step(connection.value, completion.state === 'active' ? 'completedActive' : 'completedAwaiting');
  const made: Connection = {
    ...connection.value,
    state: next === null ? connection.value.state : next.to,
    securityNumber: await securityNumberOf(transcript, context.crypto),
    versions: { rest: versions.rest, hubObjects: versions.hubObjects },
    activatedAt: next !== null && next.to === 'active' ? context.clock.now() : null,
    trouble: null,
  };
  const writes: Write[] = [replace(invite, { ...invite.value, phase: 'done', completion: text, dueAt: null }), replace(connection, made)];
  for (const write of linkWrites(context, connectionId, keys)) writes.push(write);
  return { writes, result: OK };
}
