import type { ConnectionView } from '../../admin-api/contract.ts';
import { useGround } from '../ground.tsx';
import { useSecurityNumber } from '../sides.tsx';

export type Tone = 'neutral' | 'progress' | 'good' | 'warning' | 'bad';

export const toneOf: { readonly [S in ConnectionView['state']]: Tone } = {
  pending: 'progress',
  accepting: 'progress',
  awaiting: 'warning',
  active: 'good',
  deactivated: 'neutral',
  removedByPartner: 'warning',
  failed: 'bad',
  expired: 'warning',
  revoked: 'neutral',
  declined: 'warning',
  deleted: 'neutral',
};

/** The status in icon and word, what belongs to it, and an error with its reason. */
export function StatusCell({ connection }: { connection: ConnectionView }) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="small">
      <kit.Status tone={toneOf[connection.state]}>{t(`status.${connection.state}`)}</kit.Status>
      <StatusNotes connection={connection} />
      <ErrorBadge connection={connection} />
    </kit.Stack>
  );
}

function StatusNotes({ connection }: { connection: ConnectionView }) {
  const { kit, t, format } = useGround();
  const grouped = useSecurityNumber();
  const { state, role, expiresAt, securityNumber, partnerDeactivated } = connection;
  const showsNumber = securityNumber !== null && ['awaiting', 'active', 'deactivated'].includes(state);
  return (
    <>
      {state === 'pending' && expiresAt !== null && (
        <kit.Text tone="subtle">{t('row.expires', { time: format.deadline(expiresAt) })}</kit.Text>
      )}
      {state === 'awaiting' && role === 'acceptor' && <kit.Text tone="subtle">{t('row.waitsForPartner')}</kit.Text>}
      {showsNumber && (
        <kit.Text tone="subtle" testId="security-number">
          {t('row.number', { number: grouped(securityNumber) })}
        </kit.Text>
      )}
      {partnerDeactivated && <kit.Text tone="subtle">{t('row.partnerDeactivated')}</kit.Text>}
    </>
  );
}

export function ErrorBadge({ connection }: { connection: ConnectionView }) {
  const { kit, t, say } = useGround();
  const { trouble, failure, counts } = connection;
  if (trouble === null && failure === null && counts.errors === 0) return null;
  return (
    <kit.Stack gap="small">
      {(trouble !== null || counts.errors > 0) && <kit.Status tone="bad">{t('status.error')}</kit.Status>}
      {failure !== null && <kit.Text tone="subtle">{say(failure)}</kit.Text>}
      {trouble !== null && <kit.Text tone="subtle">{say(trouble)}</kit.Text>}
      {trouble === null && counts.errors > 0 && <kit.Text tone="subtle">{t('row.held', { count: counts.errors })}</kit.Text>}
    </kit.Stack>
  );
}
