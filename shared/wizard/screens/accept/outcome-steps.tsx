/** What follows *Confirm*: waiting for the inviter, and how it ends. */
import { useGround } from '../ground.tsx';
import { Companies, SecurityNumber, sidesOf } from '../sides.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import type { AcceptData } from '../../machines/accept/data.ts';
import { hostOf } from '../../machines/url.ts';
import type { AcceptStepProps } from './wizard.tsx';

export function Waiting({ state, data }: AcceptStepProps) {
  const { kit, t, say } = useGround();
  const details = data.reading?.details ?? null;
  const partner = details === null ? t('unknown') : hostOf(details.inviterUrl ?? details.inviterTrackerUrl);
  const number = data.connection?.securityNumber ?? null;
  if (state === 'awaiting') {
    return (
      <kit.Stack gap="large">
        <StepHeading step="awaiting">{t('accept.awaiting')}</StepHeading>
        <kit.Text>{t('accept.awaiting.text', { partner })}</kit.Text>
        {number !== null && <SecurityNumber number={number} before />}
      </kit.Stack>
    );
  }
  return (
    <kit.Stack gap="large">
      <StepHeading step="waiting">{t('accept.waiting')}</StepHeading>
      <kit.Text>{t('accept.waiting.text', { partner })}</kit.Text>
      <kit.Spinner label={t('accept.waiting.spinner')} />
      {data.slow && <kit.Message tone="info">{t('accept.waiting.slow')}</kit.Message>}
      {data.trouble !== null && <kit.Message tone="error">{say(data.trouble)}</kit.Message>}
      {data.connection !== null && data.connection.trouble !== null && (
        <kit.Message tone="warning">
          {say({ code: data.connection.trouble.code, params: { host: partner, ...data.connection.trouble.params } }, 'trouble')}
        </kit.Message>
      )}
    </kit.Stack>
  );
}

export function Established({ data }: { data: AcceptData }) {
  const { kit, t } = useGround();
  const { connection, self } = data;
  return (
    <kit.Stack gap="large">
      <StepHeading step="established">{t('accept.congratulations')}</StepHeading>
      {connection !== null && <Companies {...sidesOf(connection, self.node)} />}
      <kit.Message tone="success">{t('accept.established')}</kit.Message>
      {connection !== null && connection.securityNumber !== null && <SecurityNumber number={connection.securityNumber} />}
      {connection?.mode === 'SCRIPT' && <kit.Text>{t('accept.eachSide')}</kit.Text>}
      <kit.Text tone="subtle">
        {/* Where no project is asked for, its settings choose what is sent. */}
        {connection?.projectName == null || !self.projectStep
          ? t('project.sends.none')
          : t('accept.sends', { project: connection.projectName })}
      </kit.Text>
    </kit.Stack>
  );
}

export function Ended({ data }: { data: AcceptData }) {
  const { kit, t, say } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="ended">{t('accept.ended')}</StepHeading>
      {data.trouble !== null && <kit.Message tone="warning">{say(data.trouble, 'failure')}</kit.Message>}
    </kit.Stack>
  );
}

export function Declined() {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="declined">{t('accept.declined')}</StepHeading>
      <kit.Text>{t('accept.declined.text')}</kit.Text>
    </kit.Stack>
  );
}
