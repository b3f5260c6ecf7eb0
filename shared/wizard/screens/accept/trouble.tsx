import { useGround } from '../ground.tsx';
import type { AcceptStepProps } from './wizard.tsx';

/** Why the last *Confirm* or *Decline* did not work: calls were not allowed, or what the node said. */
export function Trouble({ data, send, isBusy, busyText }: Pick<AcceptStepProps, 'data' | 'send'> & { isBusy: boolean; busyText: string }) {
  const { kit, t, say } = useGround();
  if (isBusy) return <kit.Spinner label={busyText} />;
  if (data.notAllowed !== null) {
    const { host, wanted } = data.notAllowed;
    const again = (
      <kit.Button look="secondary" onClick={() => send({ type: wanted === 'accept' ? 'next' : 'decline' })} testId="ask-again">
        {t('button.askAgain')}
      </kit.Button>
    );
    return (
      <kit.Message tone="warning" title={t('accept.notAllowed.title', { host })} actions={again}>
        {t('accept.notAllowed.text', { host })}
      </kit.Message>
    );
  }
  if (data.trouble === null) return null;
  return (
    <kit.Message tone="error" title={t('accept.trouble')}>
      {say(data.trouble)}
    </kit.Message>
  );
}
