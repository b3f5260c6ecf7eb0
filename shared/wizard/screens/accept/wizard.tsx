import { webCrypto } from '@entente/invitation';
import { useCallback, type ReactNode } from 'react';
import type { ConnectionView, Home } from '../../admin-api/contract.ts';
import { startAccept, type AcceptData, type AcceptEvent, type AcceptState } from '../../machines/accept/data.ts';
import { readCode } from '../../machines/accept/read.ts';
import { acceptTable } from '../../machines/accept/table.ts';
import { performAccept } from '../../machines/perform.ts';
import { useAnnouncement, useGround, useMachine, type Ground } from '../ground.tsx';
import { useOnReached, WizardFrame } from '../wizard-frame.tsx';
import { newRequestId } from '../request-id.ts';
import { CodeStep } from './code-step.tsx';
import { Footer } from './footer.tsx';
import { Declined, Ended, Established, Waiting } from './outcome-steps.tsx';
import { ProjectStep } from './project-step.tsx';

export interface AcceptStepProps {
  readonly state: AcceptState;
  readonly data: AcceptData;
  readonly send: (event: AcceptEvent) => void;
}

interface AcceptWizardProps {
  readonly home: Home;
  readonly connections: readonly ConnectionView[];
  /** The row is there, or has changed. */
  readonly onMade: () => void;
  readonly onClosed: () => void;
  /** *Configure sync* of the connection that was just made. */
  readonly onConfigure: (connectionId: string) => void;
}

/** *Accept invitation* from the pasted code to Congratulations. */
export function AcceptWizard({ home, connections, onMade, onClosed, onConfigure }: AcceptWizardProps) {
  const ground = useGround();
  const { page, t, say } = ground;
  const read = (code: string) => readCode(code, { self: home, connections, now: Date.now, crypto: webCrypto() });
  const [{ state, data }, send] = useMachine(
    acceptTable,
    () => ({ state: 'code', data: startAccept(newRequestId(), home) }),
    () => performAccept(page, read),
  );
  useOnReached(state, 'waiting', onMade);
  useOnReached(state, 'established', onMade);
  useOnReached(state, 'closed', onClosed);
  useAnnouncement(announcementOf(state, data, ground));
  useAnnouncement(data.trouble === null || state === 'ended' ? null : say(data.trouble));
  const close = useCallback(() => send({ type: 'close' }), [send]);
  if (state === 'closed') return null;
  const configure = (): void => {
    if (data.connectionId !== null) onConfigure(data.connectionId);
  };
  return (
    <>
      <WizardFrame
        title={t('accept.title')}
        onClose={close}
        discard={data.asking === 'discard' ? { onDiscard: () => send({ type: 'discard' }), onKeep: () => send({ type: 'keep' }) } : null}
        footer={<Footer state={state} data={data} send={send} onConfigure={configure} />}
      >
        {stepOf({ state, data, send })}
      </WizardFrame>
      {data.asking === 'decline' && <AskToDecline send={send} />}
    </>
  );
}

function stepOf(props: AcceptStepProps): ReactNode {
  const { state, data } = props;
  switch (state) {
    case 'code':
    case 'declining':
      return <CodeStep {...props} />;
    case 'project':
      return <ProjectStep {...props} />;
    case 'sending':
    case 'waiting':
    case 'awaiting':
    case 'cancelling':
      return <Waiting {...props} />;
    case 'established':
      return <Established data={data} />;
    case 'ended':
      return <Ended data={data} />;
    case 'declined':
      return <Declined />;
    case 'closed':
  }
  return null;
}

function announcementOf(state: AcceptState, data: AcceptData, { t, say }: Ground): string | null {
  if (state === 'code' && data.reading?.kind === 'bad') return say(data.reading.problem);
  if (state === 'code' && data.reading?.kind === 'good') return t('accept.says');
  if (state === 'declining') return t('accept.declining');
  if (state === 'waiting' && data.slow) return t('accept.waiting.slow');
  if (state === 'sending' || state === 'waiting') return t('accept.waiting.spinner');
  return state === 'established' ? t('accept.established') : null;
}

function AskToDecline({ send }: Pick<AcceptStepProps, 'send'>) {
  const { kit, t } = useGround();
  return (
    <kit.Confirm
      title={t('accept.decline.title')}
      confirmLabel={t('accept.decline')}
      cancelLabel={t('button.cancel')}
      danger
      onConfirm={() => send({ type: 'declineSurely' })}
      onCancel={() => send({ type: 'keep' })}
    >
      <kit.Text>{t('accept.decline.text')}</kit.Text>
    </kit.Confirm>
  );
}
