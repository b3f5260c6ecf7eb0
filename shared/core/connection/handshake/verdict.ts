/**
 * The end of an invitation other than its acceptance, on both sides. PROTOCOL §2, "Claim", "Verdicts"
 *
 * 1. The claim is created once, in the same commit as the state that follows from it; who comes second learns the first verdict.
 * 2. Handshake keys outlive the verdict on the initiator's side, so that every late acceptor gets it authenticated.
 */
import type { InviteId } from '../../ids.ts';
import { id } from '../../ids.ts';
import type { ConnectionId } from '../../ids.ts';
import type { Connection } from '../connection.schema.ts';
import { ownInfo, readClaim, readConnection, readInvite, wake } from '../context.ts';
import type { Context } from '../context.ts';
import { step } from '../lifecycle.ts';
import type { LifecycleEvent } from '../lifecycle.ts';
import { eraseHandshakeKeys, eraseInviteSecret } from '../secrets.ts';
import type { ClaimRow } from '../store/records.schema.ts';
import { create, replace, retrying } from '../store/rows.ts';

/** What the partner's request is answered with. */
export type Served =
  | { readonly kind: 'body'; readonly body: string }
  | { readonly kind: 'error'; readonly code: string; readonly retryAfterS?: number };

export const OK: Served = { kind: 'body', body: '{"ok":true}' };

export function refuse(code: string): Served {
  return { kind: 'error', code };
}

/** How a claim is told to someone whose acceptance did not win it. */
export function verdictOf(claim: ClaimRow): string {
  return claim.verdict === 'accepted' ? 'used' : claim.verdict;
}

/** After these the acceptor stops asking; any other error is tried again. */
const FINAL = ['used', 'expired', 'revoked', 'declined', 'versions', 'itself', 'codeMismatch', 'forbiddenAddress', 'invalid'];

export function isFinal(code: string): boolean {
  return FINAL.includes(code);
}

/** After a code's expiry: the acceptor stops asking, and the initiator stops telling. */
export const GIVE_UP_MS = 7 * 24 * 3600 * 1000;

type Ending =
  | { readonly verdict: 'revoked'; readonly event: 'revoke' }
  | { readonly verdict: 'declined'; readonly event: 'codeDeclined' }
  | { readonly verdict: 'expired'; readonly event: 'codeExpired' };

/** Initiator. Null: done; else the verdict that was there before. */
export async function endInvite(context: Context, inviteId: InviteId, ending: Ending): Promise<string | null> {
  const before = await retrying<string | null>(context.store, async () => {
    const claim = await readClaim(context, inviteId);
    if (claim !== null) return { writes: [], result: verdictOf(claim.value) };
    const invite = await readInvite(context, inviteId);
    const connection = invite === null ? null : await readConnection(context, id<ConnectionId>(invite.value.connectionId));
    const next = connection === null ? null : step(connection.value, ending.event);
    if (invite === null || connection === null || next === null || connection.value.inviteId !== inviteId)
      return { writes: [], result: 'unknown' };
    const verdict: ClaimRow = {
      verdict: ending.verdict,
      connectionId: invite.value.connectionId,
      acceptanceHash: null,
      completion: null,
      at: context.clock.now(),
    };
    // Whoever can be rung tells the verdict when asked; who cannot has to say it. A decline is known where it came from.
    const tells = invite.value.byUrl && ending.verdict !== 'declined' && (await ownInfo(context)).baseUrl === null;
    return {
      writes: [
        create('claim', inviteId, verdict),
        replace(
          invite,
          tells
            ? { ...invite.value, phase: 'claimed', dueAt: context.clock.now(), failures: 0 }
            : { ...invite.value, phase: 'done', dueAt: null },
        ),
        replace(connection, { ...connection.value, state: next.to, trouble: null }),
      ],
      result: null,
    };
  });
  if (before === null) {
    await eraseInviteSecret(context, inviteId);
    await wake(context, 'verdict');
  }
  return before;
}

/** Acceptor: the invitation came to nothing. A cancelled connection stays deleted, and goes with the next round of work. */
export async function failAcceptance(
  context: Context,
  inviteId: InviteId,
  event: Extract<LifecycleEvent, 'refused' | 'gaveUp'>,
  failure: NonNullable<Connection['failure']>,
): Promise<void> {
  await retrying(context.store, async () => {
    const invite = await readInvite(context, inviteId);
    if (invite === null || invite.value.phase !== 'open') return { writes: [], result: null };
    const connection = await readConnection(context, id<ConnectionId>(invite.value.connectionId));
    const closed = replace(invite, { ...invite.value, phase: 'done', dueAt: null });
    const next = connection === null ? null : step(connection.value, event);
    if (connection === null || next === null) return { writes: [closed], result: null };
    return { writes: [closed, replace(connection, { ...connection.value, state: next.to, failure, trouble: null })], result: null };
  });
  await eraseInviteSecret(context, inviteId);
  await eraseHandshakeKeys(context, inviteId);
}
