import type { ConnectionView } from '../../admin-api/contract.ts';
import type { ActionData, ActionEvent, ActionState, Verb } from '../../machines/action/table.ts';
import { CopyButton } from '../copy-button.tsx';
import { useGround } from '../ground.tsx';
import { SecurityNumber } from '../sides.tsx';
import { StepHeading } from '../wizard-frame.tsx';

interface ActionDialogsProps {
  readonly state: ActionState;
  readonly data: ActionData;
  readonly send: (event: ActionEvent) => void;
}

/** The verbs that are asked about before they are done. */
type Asked = Exclude<Verb, 'activate'>;
const dangerous: readonly Verb[] = ['revoke', 'decline', 'cancel', 'deactivate', 'delete'];

export function ActionDialogs({ state, data, send }: ActionDialogsProps) {
  const { kit, t } = useGround();
  const { subject, verb, invitation } = data;
  if (subject === null) return null;
  if (state === 'code' && invitation !== null)
    return <CodeDialog subject={subject} invitation={invitation} onClose={() => send({ type: 'close' })} />;
  if ((state !== 'asking' && state !== 'acting') || verb === null || verb === 'activate') return null;
  return (
    <kit.Confirm
      title={t(`ask.${verb}.title`, { name: subject.name })}
      confirmLabel={t(`verb.${verb}`)}
      cancelLabel={t(verb === 'cancel' ? 'button.close' : 'button.cancel')}
      danger={dangerous.includes(verb)}
      busy={state === 'acting'}
      onConfirm={() => send({ type: 'sure' })}
      onCancel={() => send({ type: 'notSure' })}
    >
      <Question verb={verb} subject={subject} />
    </kit.Confirm>
  );
}

function Question({ verb, subject }: { verb: Asked; subject: ConnectionView }) {
  const { kit, t } = useGround();
  if (verb === 'delete') return <DeleteNumbers subject={subject} />;
  return (
    <kit.Stack gap="medium">
      <kit.Text>{t(`ask.${verb}.text`)}</kit.Text>
      {verb === 'confirm' && subject.securityNumber !== null && <SecurityNumber number={subject.securityNumber} before />}
    </kit.Stack>
  );
}

function DeleteNumbers({ subject: { counts, partner, state } }: { subject: ConnectionView }) {
  const { kit, t } = useGround();
  const partnerKnows = partner !== null && ['active', 'deactivated', 'awaiting'].includes(state);
  return (
    <kit.Stack gap="small">
      <kit.Text>{counts.twins === 0 ? t('ask.delete.noIssues') : t('ask.delete.issues', { count: counts.twins })}</kit.Text>
      {counts.waitingToSend > 0 && <kit.Text>{t('ask.delete.waiting', { count: counts.waitingToSend })}</kit.Text>}
      <kit.Text>{t(partnerKnows ? 'ask.delete.partner' : 'ask.delete.noPartner')}</kit.Text>
    </kit.Stack>
  );
}

function CodeDialog(props: { subject: ConnectionView; invitation: NonNullable<ActionData['invitation']>; onClose: () => void }) {
  const { kit, t, format } = useGround();
  const { code, expiresAt } = props.invitation;
  const footer = (
    <kit.Row align="end">
      <kit.Button look="primary" onClick={props.onClose} testId="code-done">
        {t('button.done')}
      </kit.Button>
    </kit.Row>
  );
  return (
    <kit.Dialog title={t('initiate.invitation')} closeLabel={t('button.close')} onClose={props.onClose} footer={footer}>
      <kit.Stack gap="medium">
        <StepHeading step="code">{t('code.title', { name: props.subject.name })}</StepHeading>
        <kit.CodeField
          id="invitation-code"
          label={t('initiate.invitation.code')}
          hint={t('initiate.invitation.expires', { time: format.deadline(expiresAt) })}
          value={code}
        />
        <CopyButton text={code} label={t('initiate.invitation.copy')} look="primary" testId="copy-invitation-code" />
        <kit.Text>{t('initiate.invitation.send')}</kit.Text>
      </kit.Stack>
    </kit.Dialog>
  );
}
