import { useCallback } from 'react';
import type { Home } from '../admin-api/contract.ts';
import { instanceTable, startInstance } from '../machines/instance/table.ts';
import { performInstance } from '../machines/perform.ts';
import { useAnnouncement, useGround, useMachine } from './ground.tsx';
import { useOnReached } from './wizard-frame.tsx';

/** The instance is not the one whose data these are: moved or copied? Until an admin says so, all connections stand still. */
export function InstanceChanged({ change, onSettled }: { change: NonNullable<Home['instanceChange']>; onSettled: () => void }) {
  const { kit, page, t, say } = useGround();
  const [{ state, data }, send] = useMachine(
    instanceTable,
    () => ({ state: 'open', data: startInstance }),
    () => performInstance(page),
  );
  useOnReached(
    state,
    'settled',
    useCallback(() => onSettled(), [onSettled]),
  );
  useAnnouncement(data.trouble === null ? null : say(data.trouble));
  const buttons = (
    <kit.Row gap="small">
      <kit.Button look="secondary" onClick={() => send({ type: 'moved' })} busy={state === 'settling'} testId="instance-moved">
        {t('instance.moved')}
      </kit.Button>
      <kit.Button look="secondary" onClick={() => send({ type: 'copied' })} testId="instance-copied">
        {t('instance.copied')}
      </kit.Button>
    </kit.Row>
  );
  return (
    <>
      <kit.Message tone="warning" title={t('instance.title')} actions={buttons}>
        <kit.Stack gap="small">
          <kit.Text>{change.before === change.now ? t('instance.sameAddress') : t('instance.addresses', change)}</kit.Text>
          <kit.Text>{t('instance.text')}</kit.Text>
          {data.trouble !== null && <kit.Text>{say(data.trouble)}</kit.Text>}
        </kit.Stack>
      </kit.Message>
      {state === 'asking' && (
        <kit.Confirm
          title={t('instance.copied.title')}
          confirmLabel={t('instance.copied')}
          cancelLabel={t('button.cancel')}
          danger
          onConfirm={() => send({ type: 'sure' })}
          onCancel={() => send({ type: 'notSure' })}
        >
          <kit.Text>{t('instance.copied.text')}</kit.Text>
        </kit.Confirm>
      )}
    </>
  );
}
