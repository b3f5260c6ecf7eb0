import type { ReactNode } from 'react';
import { useGround } from '../ground.tsx';
import type { AcceptStepProps } from './wizard.tsx';

type FooterProps = AcceptStepProps & { readonly onConfigure: () => void };

/** The buttons of each step, the one that goes on last. */
export function Footer(props: FooterProps) {
  const { kit } = useGround();
  switch (props.state) {
    case 'code':
    case 'declining':
      return <CodeButtons {...props} />;
    case 'project':
      return <ProjectButtons {...props} />;
    case 'waiting':
    case 'cancelling':
      return <WaitingButtons {...props} />;
    case 'established':
      return <EstablishedButtons {...props} />;
    default:
      return (
        <kit.Row align="end">
          <CloseButton send={props.send} />
        </kit.Row>
      );
  }
}

function NextButton({ send, busy = false, children }: Pick<FooterProps, 'send'> & { busy?: boolean; children: ReactNode }) {
  const { kit } = useGround();
  return (
    <kit.Button look="primary" onClick={() => send({ type: 'next' })} busy={busy} testId="wizard-next">
      {children}
    </kit.Button>
  );
}

function CloseButton({ send }: Pick<FooterProps, 'send'>) {
  const { kit, t } = useGround();
  return (
    <kit.Button look="secondary" onClick={() => send({ type: 'close' })} testId="wizard-close">
      {t('button.close')}
    </kit.Button>
  );
}

function CodeButtons({ state, data, send }: FooterProps) {
  const { kit, t } = useGround();
  return (
    <kit.Row align="end" gap="small">
      {data.reading?.kind === 'good' && (
        <kit.Button look="subtle" onClick={() => send({ type: 'decline' })} busy={state === 'declining'} testId="wizard-decline">
          {t('accept.decline')}
        </kit.Button>
      )}
      <NextButton send={send} busy={data.goOn}>
        {t('button.next')}
      </NextButton>
    </kit.Row>
  );
}

function ProjectButtons({ send }: FooterProps) {
  const { kit, t } = useGround();
  return (
    <kit.Row align="between">
      <kit.Button look="secondary" onClick={() => send({ type: 'previous' })} testId="wizard-previous">
        {t('button.previous')}
      </kit.Button>
      <NextButton send={send}>{t('accept.confirm')}</NextButton>
    </kit.Row>
  );
}

function WaitingButtons({ state, data, send }: FooterProps) {
  const { kit, t } = useGround();
  return (
    <kit.Row align="end" gap="small">
      {data.slow && (
        <kit.Button look="subtle" onClick={() => send({ type: 'cancel' })} busy={state === 'cancelling'} testId="wizard-cancel">
          {t('button.cancel')}
        </kit.Button>
      )}
      <CloseButton send={send} />
    </kit.Row>
  );
}

function EstablishedButtons({ send, onConfigure }: FooterProps) {
  const { kit, t } = useGround();
  return (
    <kit.Row align="end" gap="small">
      <CloseButton send={send} />
      <kit.Button look="primary" onClick={onConfigure} testId="configure-sync">
        {t('accept.configure')}
      </kit.Button>
    </kit.Row>
  );
}
