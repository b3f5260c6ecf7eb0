import { useGround } from '../ground.tsx';
import type { AcceptStepProps } from './wizard.tsx';

/** The buttons of each step, the one that goes on last. */
export function Footer({ state, data, send, onConfigure }: AcceptStepProps & { onConfigure: () => void }) {
  const { kit, t } = useGround();
  const go = (label: string, busy = false) => (
    <kit.Button look="primary" onClick={() => send({ type: 'next' })} busy={busy} testId="wizard-next">
      {label}
    </kit.Button>
  );
  const close = (
    <kit.Button look="secondary" onClick={() => send({ type: 'close' })} testId="wizard-close">
      {t('button.close')}
    </kit.Button>
  );
  switch (state) {
    case 'code':
    case 'declining':
      return (
        <kit.Row align="end" gap="small">
          {data.reading?.kind === 'good' && (
            <kit.Button look="subtle" onClick={() => send({ type: 'decline' })} busy={state === 'declining'} testId="wizard-decline">
              {t('accept.decline')}
            </kit.Button>
          )}
          {go(t('button.next'), data.goOn)}
        </kit.Row>
      );
    case 'project':
      return (
        <kit.Row align="between">
          <kit.Button look="secondary" onClick={() => send({ type: 'previous' })} testId="wizard-previous">
            {t('button.previous')}
          </kit.Button>
          {go(t('accept.confirm'))}
        </kit.Row>
      );
    case 'waiting':
    case 'cancelling':
      return (
        <kit.Row align="end" gap="small">
          {data.slow && (
            <kit.Button look="subtle" onClick={() => send({ type: 'cancel' })} busy={state === 'cancelling'} testId="wizard-cancel">
              {t('button.cancel')}
            </kit.Button>
          )}
          {close}
        </kit.Row>
      );
    case 'established':
      return (
        <kit.Row align="end" gap="small">
          {close}
          <kit.Button look="primary" onClick={onConfigure} testId="configure-sync">
            {t('accept.configure')}
          </kit.Button>
        </kit.Row>
      );
    default:
      return <kit.Row align="end">{close}</kit.Row>;
  }
}
