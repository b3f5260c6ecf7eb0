import type { InvitationDetails } from '../../machines/accept/data.ts';
import { hostOf } from '../../machines/url.ts';
import { hostName } from '../../texts/hosts.ts';
import { fieldError } from '../field-error.ts';
import { useGround } from '../ground.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import { Trouble } from './trouble.tsx';
import type { AcceptStepProps } from './wizard.tsx';

/** Step 1: the code, and all that it says, before anything is sent. */
export function CodeStep({ state, data, send }: AcceptStepProps) {
  const { kit, t, say } = useGround();
  return (
    <kit.Stack gap="large">
      <StepHeading step="code" {...(data.self.projectStep ? { position: { at: 1, of: 2 } } : {})}>
        {t('accept.code')}
      </StepHeading>
      <kit.Text>{t('accept.code.text')}</kit.Text>
      <kit.TextArea
        id="accept-code"
        label={t('accept.code.label')}
        required
        monospace
        spellCheck={false}
        rows={6}
        {...fieldError(say, data.problems.code, data.refusals)}
        value={data.code}
        onChange={(code) => send({ type: 'pasted', code })}
      />
      <Trouble data={data} send={send} isBusy={state === 'declining'} busyText={t('accept.declining')} />
      {data.reading !== null && data.reading.details !== null && (
        <Details details={data.reading.details} expired={data.reading.kind === 'good' && data.reading.expired} />
      )}
    </kit.Stack>
  );
}

/** The address first, the name as a claim, and no link to any of it (PROTOCOL §1). */
function Details({ details, expired }: { details: InvitationDetails; expired: boolean }) {
  const { kit, t, format } = useGround();
  const host = hostOf(details.inviterUrl ?? details.inviterTrackerUrl);
  return (
    <kit.Section label={t('accept.says')}>
      <kit.Stack gap="medium">
        <kit.Text tone="subtle">{t('accept.says.claim')}</kit.Text>
        {expired && <kit.Message tone="warning">{t('accept.expired', { time: format.deadline(details.expiresAt) })}</kit.Message>}
        <kit.Facts
          facts={[
            { label: t('accept.from'), value: host },
            { label: t('accept.from.name'), value: details.inviterName },
            { label: t('fact.host'), value: <kit.HostIcon nodeType={details.inviterNodeType} label={hostName(details.inviterNodeType)} /> },
            { label: t('fact.url'), value: details.inviterUrl ?? t('accept.from.private') },
            { label: t('fact.version'), value: details.inviterVersion },
            { label: t('initiate.localShortName'), value: details.localShortName },
            { label: t('initiate.remoteShortName'), value: details.remoteShortName },
            { label: t('initiate.name'), value: details.name },
            { label: t('initiate.description'), value: details.description === '' ? t('none') : details.description },
            { label: t('column.mode'), value: t(`mode.${details.mode}`) },
            { label: t('column.type'), value: t(`type.${details.type}`) },
            { label: t('accept.expires'), value: format.deadline(details.expiresAt) },
          ]}
        />
      </kit.Stack>
    </kit.Section>
  );
}
