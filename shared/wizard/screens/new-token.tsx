import { useEffect } from 'react';
import { performSetup } from '../machines/perform.ts';
import { setupTable, startSetup, type SetupState } from '../machines/setup/table.ts';
import { fieldError } from './field-error.ts';
import { useAnnouncement, useGround, useMachine } from './ground.tsx';

/** Where the node is a companion: another token for the tracker, as at the first run. Shown anew after each that was taken. */
export function NewToken({ isTaken, onTaken }: { isTaken: boolean; onTaken: () => void }) {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    setupTable,
    (): { state: SetupState; data: typeof startSetup } => ({ state: 'token', data: startSetup }),
    () => performSetup(page),
  );
  const isBusy = state === 'checkingToken' || state === 'loading';
  // Whatever is said of the rest afterwards: this token was taken.
  const isOver = !isBusy && state !== 'token';
  useEffect(() => {
    if (isOver) onTaken();
  }, [isOver, onTaken]);
  useAnnouncement(isBusy ? t('setup.busy') : data.problem !== null ? say(data.problem) : isTaken ? t('settings.token.done') : null);
  return (
    <kit.Section label={t('settings.token')}>
      <kit.Stack gap="medium">
        <kit.TextField
          id="settings-token"
          kind="password"
          label={t('settings.token.label')}
          hint={t('settings.token.hint')}
          {...fieldError(say, data.problem, data.refusals)}
          value={data.text}
          onChange={(text) => send({ type: 'typed', text })}
          onEnter={() => send({ type: 'next' })}
        />
        {isTaken && data.text === '' && data.problem === null && <kit.Message tone="success">{t('settings.token.done')}</kit.Message>}
        <kit.Row gap="small">
          <kit.Button look="secondary" onClick={() => send({ type: 'next' })} busy={isBusy} testId="settings-token-next">
            {t('settings.token.next')}
          </kit.Button>
        </kit.Row>
      </kit.Stack>
    </kit.Section>
  );
}
