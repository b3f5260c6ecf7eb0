/** What the Accept wizard knows and what it asks for. */
import type { AdminInput, AdminOutput, ConnectionView, Home, ProjectView } from '../../admin-api/contract.ts';
import type { Problem } from '../problem.ts';

export type AcceptState =
  | 'code'
  | 'project'
  | 'sending'
  | 'waiting'
  | 'awaiting'
  | 'cancelling'
  | 'established'
  | 'ended'
  | 'declining'
  | 'declined'
  | 'closed';

/** What a code says, in the reader's view: local is the reader's side. All of it is a claim until the handshake is done. */
export interface InvitationDetails {
  readonly inviterName: string;
  /** Null: the inviter's side is private. */
  readonly inviterUrl: string | null;
  readonly inviterTrackerUrl: string;
  readonly inviterNodeType: string;
  readonly inviterVersion: string;
  readonly localShortName: string;
  readonly remoteShortName: string;
  readonly name: string;
  readonly description: string;
  readonly mode: ConnectionView['mode'];
  readonly type: ConnectionView['type'];
  /** Milliseconds since 1970 UTC. */
  readonly expiresAt: number;
}

export type Reading =
  /** `expired` is a warning only: the inviter's clock decides. */
  | { readonly kind: 'good'; readonly details: InvitationDetails; readonly expired: boolean }
  /** Details are there where the code could be read, yet cannot be used here. */
  | { readonly kind: 'bad'; readonly problem: Problem; readonly details: InvitationDetails | null };

export interface AcceptData {
  readonly requestId: string;
  readonly self: Pick<Home, 'node' | 'visibility' | 'projectStep'>;
  readonly code: string;
  /** Null: nothing pasted, or being read. */
  readonly reading: Reading | null;
  readonly ticket: number;
  /** Next was pressed while the code was being read. */
  readonly goOn: boolean;
  readonly project: ProjectView | null;
  readonly problems: { readonly code?: Problem; readonly projectId?: Problem };
  readonly refusals: number;
  readonly trouble: Problem | null;
  /** The host's admin did not allow calls to this host, asked for when accepting or declining. */
  readonly notAllowed: { readonly host: string; readonly wanted: 'accept' | 'decline' } | null;
  readonly connectionId: string | null;
  readonly connection: ConnectionView | null;
  /** Ten seconds have passed since Confirm. */
  readonly slow: boolean;
  readonly asking: 'no' | 'discard' | 'decline';
}

export type Consented<Answer> =
  | Answer
  | { readonly kind: 'notAllowed'; readonly host: string }
  | { readonly kind: 'failed'; readonly problem: Problem };

export type AcceptEvent =
  | { readonly type: 'pasted'; readonly code: string }
  | { readonly type: 'read'; readonly ticket: number; readonly reading: Reading }
  | { readonly type: 'projectChosen'; readonly project: ProjectView | null }
  | { readonly type: 'next' }
  | { readonly type: 'previous' }
  | { readonly type: 'accepted'; readonly answer: Consented<AdminOutput<'accept'>> }
  /** `unknown`: the node could not be asked. */
  | { readonly type: 'watched'; readonly connection: ConnectionView | null | 'unknown' }
  | { readonly type: 'slow' }
  | { readonly type: 'cancel' }
  | { readonly type: 'cancelled'; readonly answer: Consented<AdminOutput<'act'>> }
  | { readonly type: 'decline' }
  | { readonly type: 'declineSurely' }
  | { readonly type: 'declined'; readonly answer: Consented<AdminOutput<'declineCode'>> }
  | { readonly type: 'close' }
  | { readonly type: 'discard' }
  | { readonly type: 'keep' };

export type AcceptEffect =
  | { readonly type: 'read'; readonly code: string; readonly ticket: number }
  /** Both ask the host's consent for the inviter's address first, where the inviter has one. */
  | { readonly type: 'accept'; readonly inviterUrl: string | null; readonly request: AdminInput<'accept'> }
  | { readonly type: 'decline'; readonly inviterUrl: string | null; readonly code: string }
  | { readonly type: 'watch'; readonly connectionId: string; readonly afterMs: number }
  | { readonly type: 'sayWhenSlow'; readonly afterMs: number }
  | { readonly type: 'cancel'; readonly connectionId: string };

export function startAccept(requestId: string, self: AcceptData['self']): AcceptData {
  return {
    requestId,
    self,
    code: '',
    reading: null,
    ticket: 0,
    goOn: false,
    project: null,
    problems: {},
    refusals: 0,
    trouble: null,
    notAllowed: null,
    connectionId: null,
    connection: null,
    slow: false,
    asking: 'no',
  };
}
