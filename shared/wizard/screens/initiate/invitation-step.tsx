import { CopyButton } from '../copy-button.tsx';
import { useGround } from '../ground.tsx';
import { Companies } from '../sides.tsx';
import { StepHeading } from '../wizard-frame.tsx';
import type { StepProps } from './wizard.tsx';

/** Step 4: both sides, and the code to send. */
export function InvitationStep({ data, position }: StepProps) {
  const { kit, t, format } = useGround();
  const { made, destination, fields, self } = data;
  if (made === null) return null;
  const node = destination.kind === 'found' ? destination.node : null;
  const unknown = (
    <kit.Stack gap="small">
      <kit.HostIcon nodeType="UNKNOWN" label={fields.remoteShortName} />
      <kit.Text>{t('initiate.invitation.unknown')}</kit.Text>
      <kit.Text tone="subtle">{t('initiate.invitation.unknown.note')}</kit.Text>
    </kit.Stack>
  );
  return (
    <kit.Stack gap="large">
      <StepHeading step="invitation" position={position}>
        {t('initiate.invitation')}
      </StepHeading>
      <kit.Message tone="success">{t('initiate.invitation.done', { name: fields.name.trim() })}</kit.Message>
      <Companies
        local={{ shortName: fields.localShortName, node: self.node, url: self.node.baseUrl }}
        remote={{ shortName: fields.remoteShortName, node, url: node?.baseUrl ?? null }}
        unknown={unknown}
      />
      <kit.CodeField
        id="invitation-code"
        label={t('initiate.invitation.code')}
        hint={t('initiate.invitation.expires', { time: format.deadline(made.expiresAt) })}
        value={made.code}
      />
      <CopyButton text={made.code} label={t('initiate.invitation.copy')} testId="copy-invitation-code" />
      <kit.Text>{t(data.ask ? 'initiate.invitation.send.ask' : 'initiate.invitation.send')}</kit.Text>
      <kit.Text tone="subtle">{t('initiate.invitation.safe')}</kit.Text>
      {!self.projectStep && <kit.Text tone="subtle">{t('project.sends.none')}</kit.Text>}
    </kit.Stack>
  );
}
