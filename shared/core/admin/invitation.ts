/** Makes an invitation for a connection: its secret, its code and its row. PROTOCOL §1 */
import type { Connection } from '../connection/connection.schema.ts';
import type { Context } from '../connection/context.ts';
import { encodeInvitation, inviteIdOf } from '../connection/invitation/encode.ts';
import type { NodeInfo } from '../connection/node-info.schema.ts';
import { keepInvite } from '../connection/secrets.ts';
import type { InviteRow } from '../connection/store/records.schema.ts';
import type { InviteId } from '../ids.ts';

const LIFETIME_MS = 7 * 24 * 3600 * 1000;

/** Where the destination was probed; null: "I don't have a URL". */
export type Destination = { readonly url: string; readonly node: NodeInfo } | null;

export interface MadeInvitation {
  readonly inviteId: InviteId;
  readonly code: string;
  readonly codeHash: string;
  readonly expiresAt: number;
  readonly row: InviteRow;
}

type Invited = Pick<Connection, 'id' | 'name' | 'localShortName' | 'remoteShortName' | 'description' | 'mode'>;

/** Keeps the secrets at once; without the row, which the caller commits, they are worth nothing. */
export async function makeInvitation(context: Context, own: NodeInfo, invited: Invited, destination: Destination): Promise<MadeInvitation> {
  const { crypto, random, clock } = context;
  const secret = random.token();
  const nonce = random.token();
  const commit = await crypto.sha256(nonce);
  const inviteId = await inviteIdOf(secret, crypto);
  const expiresAt = clock.now() + LIFETIME_MS;
  const isPublic = !own.pollOnly && destination !== null && !destination.node.pollOnly;
  const { code, codeHash } = await encodeInvitation(
    {
      invitationSecret: secret,
      invitedInstanceUid: destination === null ? null : destination.node.instanceUid,
      nodeInfo: own,
      v: 1,
      expiresAt,
      connection: {
        id: invited.id,
        name: invited.name,
        localShortName: invited.localShortName,
        remoteShortName: invited.remoteShortName,
        description: invited.description,
        mode: invited.mode,
        type: isPublic ? 'public' : 'private',
        destinationUrl: destination === null ? null : destination.url,
      },
      commit,
    },
    crypto,
  );
  await keepInvite(context, inviteId, { secret, nonce, code });
  const row: InviteRow = {
    role: 'initiator',
    connectionId: invited.id,
    codeHash,
    expiresAt,
    phase: 'open',
    byUrl: destination !== null,
    url: destination === null ? null : destination.url,
    partner: destination === null ? null : destination.node,
    acceptance: null,
    completion: null,
    commit,
    declined: false,
    sent: false,
    // A side that cannot be rung begins to ask by itself.
    dueAt: destination !== null && own.pollOnly ? clock.now() : null,
    failures: 0,
  };
  return { inviteId, code, codeHash, expiresAt, row };
}
