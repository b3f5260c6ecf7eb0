import { useCallback, type ReactNode } from 'react';
import type { Home } from '../../admin-api/contract.ts';
import { startInitiate, type InitiateData, type InitiateEvent, type InitiateState } from '../../machines/initiate/data.ts';
import { initiateTable } from '../../machines/initiate/table.ts';
import { performInitiate } from '../../machines/perform.ts';
import { useAnnouncement, useGround, useMachine } from '../ground.tsx';
import { useOnReached, WizardFrame } from '../wizard-frame.tsx';
import { newRequestId } from '../request-id.ts';
import { DestinationStep } from './destination-step.tsx';
import { InformationStep } from './information-step.tsx';
import { InvitationStep } from './invitation-step.tsx';
import { ProjectStep } from './project-step.tsx';

export interface StepProps {
  readonly state: InitiateState;
  readonly data: InitiateData;
  readonly send: (event: InitiateEvent) => void;
  readonly position: { readonly at: number; readonly of: number };
}

interface InitiateWizardProps {
  readonly home: Home;
  /** Names of the connections there are. */
  readonly taken: readonly string[];
  /** The connection is there. */
  readonly onMade: () => void;
  /** After the last event; nothing is left behind. */
  readonly onClosed: () => void;
}

/** *Initiate connection* from the first step to the code. */
export function InitiateWizard({ home, taken, onMade, onClosed }: InitiateWizardProps) {
  const { page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    initiateTable,
    () => ({ state: 'destination', data: startInitiate(newRequestId(), home, taken) }),
    () => performInitiate(page),
  );
  useOnReached(state, 'invitation', onMade);
  useOnReached(state, 'closed', onClosed);
  useAnnouncement(announcementOf(state, data, t('announce.checking'), t('initiate.making')));
  useAnnouncement(data.trouble === null ? null : say(data.trouble));
  const close = useCallback(() => send({ type: 'close' }), [send]);
  if (state === 'closed') return null;
  return (
    <WizardFrame
      title={t('initiate.title')}
      onClose={close}
      discard={data.askingToDiscard ? { onDiscard: () => send({ type: 'discard' }), onKeep: () => send({ type: 'keep' }) } : null}
      footer={<Footer state={state} data={data} send={send} />}
    >
      {stepOf({ state, data, send, position: positionOf(state, data) })}
    </WizardFrame>
  );
}

function stepOf(props: StepProps): ReactNode {
  switch (props.state) {
    case 'destination':
    case 'checking':
      return <DestinationStep {...props} />;
    case 'information':
      return <InformationStep {...props} />;
    case 'project':
      return <ProjectStep {...props} />;
    case 'initiating':
      return props.data.self.projectStep ? <ProjectStep {...props} /> : <InformationStep {...props} />;
    case 'invitation':
      return <InvitationStep {...props} />;
    case 'closed':
  }
  return null;
}

function positionOf(state: InitiateState, { self }: InitiateData): StepProps['position'] {
  const of = self.projectStep ? 4 : 3;
  const steps: { readonly [S in InitiateState]: number } = {
    destination: 1,
    checking: 1,
    information: 2,
    project: 3,
    initiating: of - 1,
    invitation: of,
    closed: of,
  };
  return { at: steps[state], of };
}

function announcementOf(state: InitiateState, { destination }: InitiateData, checking: string, making: string): string | null {
  if (state === 'checking') return checking;
  if (state === 'initiating') return making;
  return destination.kind === 'found' && state === 'destination' ? destination.node.name : null;
}

function Footer({ state, data, send }: Pick<StepProps, 'state' | 'data' | 'send'>) {
  const { kit, t } = useGround();
  const isLastBefore = data.self.projectStep
    ? state === 'project' || state === 'initiating'
    : state === 'information' || state === 'initiating';
  const hasPrevious = state === 'information' || state === 'project' || state === 'initiating';
  // As PRODUCT has it: a destination without URL goes on to its code with Next, one that was asked with Initiate.
  const label = state === 'invitation' ? t('button.done') : isLastBefore && !data.withoutUrl ? t('initiate.initiate') : t('button.next');
  const isBusy = state === 'initiating' || (state === 'checking' && data.goOn);
  return (
    <kit.Row align={hasPrevious ? 'between' : 'end'}>
      {hasPrevious && (
        <kit.Button
          look="secondary"
          onClick={() => send({ type: 'previous' })}
          unavailable={state === 'initiating'}
          testId="wizard-previous"
        >
          {t('button.previous')}
        </kit.Button>
      )}
      <kit.Button look="primary" onClick={() => send({ type: 'next' })} busy={isBusy} testId="wizard-next">
        {label}
      </kit.Button>
    </kit.Row>
  );
}
