import { useEffect, type ReactNode } from 'react';
import { performSetup } from '../machines/perform.ts';
import { setupTable, startSetup, type SetupData, type SetupEvent, type SetupState, type SetupStep } from '../machines/setup/table.ts';
import { fieldError } from './field-error.ts';
import { useAnnouncement, useGround, useMachine } from './ground.tsx';
import { StepHeading } from './wizard-frame.tsx';

/** Shows the first run where the host has one that is not done, and its children after it. */
export function SetupGate({ children }: { children: ReactNode }) {
  const { page } = useGround();
  if (page.setup === undefined || page.setup === null) return children;
  return <SetupPage>{children}</SetupPage>;
}

const stepOf: { readonly [S in SetupState]: SetupStep | null } = {
  loading: null,
  away: null,
  done: null,
  address: 'address',
  checkingAddress: 'address',
  pair: 'pair',
  pairing: 'pair',
  token: 'token',
  checkingToken: 'token',
};
const steps: readonly SetupStep[] = ['address', 'pair', 'token'];

function SetupPage({ children }: { children: ReactNode }) {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    setupTable,
    () => ({ state: 'loading', data: startSetup }),
    () => performSetup(page),
  );
  useEffect(() => send({ type: 'again' }), [send]);
  const isBusy = ['checkingAddress', 'pairing', 'checkingToken'].includes(state);
  useAnnouncement(isBusy ? t('setup.busy') : data.problem === null ? null : say(data.problem));
  if (state === 'done') return children;
  const step = stepOf[state];
  return (
    <kit.Page title={t(step === null ? 'connections.title' : 'setup.title')}>
      {step !== null && <SetupForm step={step} isBusy={isBusy} data={data} send={send} />}
      {state === 'loading' && <kit.Spinner label={t('loading')} />}
      {state === 'away' && data.problem !== null && (
        <kit.Message
          tone="error"
          title={t('away.title')}
          actions={
            <kit.Row gap="small">
              <kit.Button look="secondary" onClick={() => send({ type: 'again' })}>
                {t('button.tryAgain')}
              </kit.Button>
              <kit.Button look="subtle" onClick={() => send({ type: 'otherAddress' })}>
                {t('setup.other')}
              </kit.Button>
            </kit.Row>
          }
        >
          {say(data.problem)}
        </kit.Message>
      )}
    </kit.Page>
  );
}

function SetupForm({ step, isBusy, data, send }: { step: SetupStep; isBusy: boolean; data: SetupData; send: (event: SetupEvent) => void }) {
  const { kit, t, say } = useGround();
  return (
    <kit.Stack gap="large">
      {step === 'address' && <kit.Text>{t('setup.intro')}</kit.Text>}
      <StepHeading step={step} position={{ at: steps.indexOf(step) + 1, of: steps.length }}>
        {t(`setup.${step}`)}
      </StepHeading>
      <kit.TextField
        id={`setup-${step}`}
        kind={step === 'address' ? 'url' : 'password'}
        label={t(`setup.${step}.label`)}
        required
        hint={t(`setup.${step}.hint`)}
        {...fieldError(say, data.problem, data.refusals)}
        value={data.text}
        onChange={(text) => send({ type: 'typed', text })}
        onEnter={() => send({ type: 'next' })}
      />
      <kit.Row gap="small">
        <kit.Button look="primary" onClick={() => send({ type: 'next' })} busy={isBusy} testId="setup-next">
          {t(`setup.${step}.next`)}
        </kit.Button>
        {step === 'pair' && (
          <kit.Button look="subtle" onClick={() => send({ type: 'otherAddress' })}>
            {t('setup.other')}
          </kit.Button>
        )}
      </kit.Row>
    </kit.Stack>
  );
}
