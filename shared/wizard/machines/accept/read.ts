/** What a pasted code says to this reader: details in the reader's view, and a problem of its own for each kind of bad code. */
import type { Crypto } from '@entente/core';
import { readInvitation, type InvitationReading, type ReadInvitation } from '@entente/invitation';
import type { Home } from '../../admin-api/contract.ts';
import { problem, type Problem } from '../problem.ts';
import { hostOf } from '../url.ts';
import type { InvitationDetails, Reading } from './data.ts';

export interface CodeReader {
  readonly self: Pick<Home, 'node' | 'visibility'>;
  readonly connections: readonly { readonly id: string; readonly inviteId: string; readonly name: string }[];
  readonly now: () => number;
  readonly crypto: Crypto;
}

export async function readCode(code: string, reader: CodeReader): Promise<Reading> {
  const { self, connections, now, crypto } = reader;
  const context = { instanceUid: self.node.instanceUid, callable: self.visibility === 'public', now: now(), connections };
  const reading = await readInvitation(code, context, crypto);
  if (reading.kind === 'ok') return { kind: 'good', details: detailsOf(reading.invitation), expired: reading.expired };
  return {
    kind: 'bad',
    problem: problemOf(reading, self.node.name),
    details: 'invitation' in reading ? detailsOf(reading.invitation) : null,
  };
}

function problemOf(reading: Exclude<InvitationReading, { kind: 'ok' }>, here: string): Problem {
  switch (reading.kind) {
    case 'newerVersion':
      return problem('code.newerVersion', { version: String(reading.version) });
    case 'otherInstance': {
      const { destinationUrl } = reading.invitation.payload.connection;
      return destinationUrl === null
        ? problem('code.otherInstance.unnamed', { here })
        : problem('code.otherInstance', { invited: hostOf(destinationUrl), here });
    }
    case 'madeHere':
      return problem('code.madeHere', { here });
    case 'alreadyConnected':
      return problem('code.alreadyConnected', { name: reading.connection.name });
    default:
      return problem(`code.${reading.kind}`);
  }
}

/** The inviter's local side is the reader's remote one. */
function detailsOf({ payload }: ReadInvitation): InvitationDetails {
  const { nodeInfo, connection, expiresAt } = payload;
  return {
    inviterName: nodeInfo.name,
    inviterUrl: nodeInfo.baseUrl,
    inviterTrackerUrl: nodeInfo.issueTrackerUrl,
    inviterNodeType: nodeInfo.nodeType,
    inviterVersion: nodeInfo.nodeVersion,
    localShortName: connection.remoteShortName,
    remoteShortName: connection.localShortName,
    name: connection.name,
    description: connection.description,
    mode: connection.mode,
    type: connection.type,
    expiresAt,
  };
}
