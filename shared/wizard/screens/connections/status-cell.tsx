import type { ConnectionView } from '../../admin-api/contract.ts';
import { useGround } from '../ground.tsx';
import { hostOfSide, useSecurityNumber } from '../sides.tsx';

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

/** Troubles in which the partner was not heard at all. */
const unheard = [
  'unreachable',
  'timeout',
  'tls',
  'redirect',
  'tooBig',
  'forbiddenAddress',
  'notEntente',
  'unauthenticated',
  'unknown',
  'notHeard',
  'silent',
];

/** What is wrong, and, where only a permission of the host is missing, the button that asks for it. */
export function ErrorBadge({ connection }: { connection: ConnectionView }) {
  const { kit, t, say, format, go } = useGround();
  const { trouble, failure, counts, problem, lastExchangeAt } = connection;
  if (trouble === null && failure === null && counts.errors === 0) return null;
  const host = hostOfSide(connection) ?? connection.remoteShortName;
  const reason = trouble === null ? null : say({ code: trouble.code, params: { host, ...trouble.params } }, 'trouble');
  return (
    <kit.Stack gap="small">
      {(trouble !== null || counts.errors > 0) && <kit.Status tone="bad">{t('status.error')}</kit.Status>}
      {failure !== null && <kit.Text tone="subtle">{say(failure, 'failure')}</kit.Text>}
      {reason !== null && <kit.Text tone="subtle">{reason}</kit.Text>}
      {trouble !== null && unheard.includes(trouble.code) && lastExchangeAt !== null && (
        <kit.Text tone="subtle" testId="no-answer">
          {t('row.noAnswer', { time: format.time(lastExchangeAt) })}
        </kit.Text>
      )}
      {trouble?.code === 'needsPermission' && connection.partnerUrl !== null && <AllowButton url={connection.partnerUrl} host={host} />}
      {trouble === null && counts.errors > 0 && (
        <kit.Link onClick={() => go(`connection/${connection.id}/activity`)} testId="row-held">
          {t('row.held', { count: counts.errors })}
        </kit.Link>
      )}
      {trouble === null && problem !== null && <kit.Text tone="subtle">{say(problem)}</kit.Text>}
    </kit.Stack>
  );
}

/** Asks the host's consent again; the connection goes on by itself with the next exchange. */
function AllowButton({ url, host }: { url: string; host: string }) {
  const { kit, page, t } = useGround();
  return (
    <kit.Row>
      <kit.Button look="secondary" onClick={() => void page.allowHost(url)} testId="allow-host">
        {t('overview.allow', { host })}
      </kit.Button>
    </kit.Row>
  );
}
