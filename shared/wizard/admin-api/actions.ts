/** Which of the admin's verbs a connection offers now (PRODUCT, "Connections", actions by status). */
import type { AdminVerb, Connection, ConnectionState } from '@entente/core';

const byState = {
  pending: ['revoke', 'renew'],
  accepting: ['cancel'],
  awaiting: ['confirm', 'decline'],
  active: ['deactivate', 'delete'],
  deactivated: ['activate', 'delete'],
  removedByPartner: ['delete'],
  failed: ['delete'],
  expired: ['renew', 'delete'],
  revoked: ['renew', 'delete'],
  declined: ['renew', 'delete'],
  deleted: [],
} as const satisfies Record<ConnectionState, readonly AdminVerb[]>;

/** Only the initiator has a code to renew, and only it is asked to confirm. */
const ofInitiator: readonly AdminVerb[] = ['renew', 'confirm', 'decline'];

export function actionsOf(connection: Pick<Connection, 'state' | 'role'>): readonly AdminVerb[] {
  const all: readonly AdminVerb[] = byState[connection.state];
  return connection.role === 'initiator' ? all : all.filter((verb) => !ofInitiator.includes(verb));
}
