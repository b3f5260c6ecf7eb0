/**
 * The life of a connection, as one side sees it. PROTOCOL §2, "States"
 *
 * 1. A cell that is missing is an illegal event: `step` answers null, and nothing changes.
 * 2. A cell with `role` is legal for that side alone.
 * 3. `tell` is the lifecycle message that goes to the partner in the same commit as the new state.
 * 4. What an admin may do is read off this table (`verbsOf`), never decided a second time.
 */
import type { AdminVerb } from '../node.ts';
import type { Connection, ConnectionState } from './connection.schema.ts';

/** What admins do, by the names of the page's buttons. */
type AdminEvent = AdminVerb;
/** What the handshake brings. `accepted…`: this side's claim was won; `completed…`: the completion arrived. */
type HandshakeEvent =
  | 'acceptedActive'
  | 'acceptedAwaiting'
  | 'completedActive'
  | 'completedAwaiting'
  | 'codeDeclined'
  | 'codeExpired'
  | 'refused'
  | 'gaveUp';
/** What the partner's lifecycle messages say. */
type PartnerEvent = 'partnerConfirmed' | 'partnerDeclined' | 'partnerDeactivated' | 'partnerActivated' | 'partnerDeleted';
export type LifecycleEvent = AdminEvent | HandshakeEvent | PartnerEvent;

/** The word of a `lifecycle` message. */
export type LifecycleWord = 'confirmed' | 'declined' | 'deactivated' | 'activated' | 'deleted';

export interface Step {
  readonly to: ConnectionState;
  readonly role?: Connection['role'];
  readonly tell?: LifecycleWord;
  /** The new value of `partnerDeactivated`, where the event says it. */
  readonly partnerDeactivated?: boolean;
}

export const lifecycle = {
  pending: {
    revoke: { to: 'revoked', role: 'initiator' },
    renew: { to: 'pending', role: 'initiator' },
    codeDeclined: { to: 'declined', role: 'initiator' },
    codeExpired: { to: 'expired', role: 'initiator' },
    acceptedActive: { to: 'active', role: 'initiator' },
    acceptedAwaiting: { to: 'awaiting', role: 'initiator' },
  },
  accepting: {
    cancel: { to: 'deleted', role: 'acceptor', tell: 'deleted' },
    completedActive: { to: 'active', role: 'acceptor' },
    completedAwaiting: { to: 'awaiting', role: 'acceptor' },
    refused: { to: 'failed', role: 'acceptor' },
    gaveUp: { to: 'failed', role: 'acceptor' },
  },
  awaiting: {
    confirm: { to: 'active', role: 'initiator', tell: 'confirmed' },
    decline: { to: 'declined', role: 'initiator', tell: 'declined' },
    delete: { to: 'deleted', role: 'acceptor', tell: 'deleted' },
    partnerConfirmed: { to: 'active', role: 'acceptor' },
    partnerDeclined: { to: 'failed', role: 'acceptor' },
    partnerDeleted: { to: 'removedByPartner' },
  },
  active: {
    deactivate: { to: 'deactivated', tell: 'deactivated' },
    delete: { to: 'deleted', tell: 'deleted' },
    partnerDeactivated: { to: 'active', partnerDeactivated: true },
    partnerActivated: { to: 'active', partnerDeactivated: false },
    partnerDeleted: { to: 'removedByPartner' },
  },
  deactivated: {
    activate: { to: 'active', tell: 'activated' },
    delete: { to: 'deleted', tell: 'deleted' },
    partnerDeactivated: { to: 'deactivated', partnerDeactivated: true },
    partnerActivated: { to: 'deactivated', partnerDeactivated: false },
    partnerDeleted: { to: 'removedByPartner' },
  },
  removedByPartner: { delete: { to: 'deleted' } },
  failed: { delete: { to: 'deleted' } },
  expired: { renew: { to: 'pending', role: 'initiator' }, delete: { to: 'deleted' } },
  revoked: { renew: { to: 'pending', role: 'initiator' }, delete: { to: 'deleted' } },
  declined: { renew: { to: 'pending', role: 'initiator' }, delete: { to: 'deleted' } },
  deleted: {
    // Deleted by both at once: each has told the other, and both stay deleted.
    partnerDeleted: { to: 'deleted' },
  },
} as const satisfies Record<ConnectionState, Partial<Record<LifecycleEvent, Step>>>;

const VERBS: readonly AdminVerb[] = ['revoke', 'renew', 'confirm', 'decline', 'cancel', 'deactivate', 'activate', 'delete'];
/** Where there may be something to tell the partner. One that has removed the connection waits for an acknowledgement at most. */
const EXCHANGING: readonly ConnectionState[] = ['awaiting', 'active', 'deactivated', 'deleted', 'declined'];

type Sided = Pick<Connection, 'state' | 'role'>;

/** Null: illegal in this state or for this side. */
export function step(connection: Sided, event: LifecycleEvent): Step | null {
  const row: Partial<Record<LifecycleEvent, Step>> = lifecycle[connection.state];
  const found = row[event];
  if (found === undefined || (found.role !== undefined && found.role !== connection.role)) return null;
  return found;
}

/** The admin's verbs that are legal now. */
export function verbsOf(connection: Sided): readonly AdminVerb[] {
  return VERBS.filter((verb) => step(connection, verb) !== null);
}

export function mayExchange(connection: Sided): boolean {
  return EXCHANGING.includes(connection.state);
}

/** Whether issues flow now: both sides active. */
export function flows(connection: Pick<Connection, 'state' | 'partnerDeactivated'>): boolean {
  return connection.state === 'active' && !connection.partnerDeactivated;
}
