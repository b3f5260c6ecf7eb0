import type { ReactNode } from 'react';
import type { ConnectionView } from '../../admin-api/contract.ts';
import { actionTable, startAction, type ActionEvent, type Verb } from '../../machines/action/table.ts';
import { performAction } from '../../machines/perform.ts';
import { useAnnouncement, useGround, useMachine } from '../ground.tsx';
import { ActionDialogs } from './action-dialogs.tsx';

export interface Actions {
  /** The connection something is being done to now. */
  readonly busyWith: string | null;
  readonly want: (verb: Verb, subject: ConnectionView) => void;
  readonly copyCode: (subject: ConnectionView) => void;
  /** Questions and the new code; rendered once on the page. */
  readonly dialogs: ReactNode;
  /** Why the last action did not work, at the top of the page. */
  readonly message: ReactNode;
}

/** What an admin can do to a connection from where it is shown. `onDone` after something changed. */
export function useActions(onDone: (verb: Verb) => void): Actions {
  const { kit, page, t, say, announce } = useGround();
  const [{ state, data }, send] = useMachine(
    actionTable,
    () => ({ state: 'idle', data: startAction }),
    () =>
      performAction(
        page,
        ({ verb, subject }) => {
          announce(t(`announce.verb.${verb}`, { name: subject.name }));
          onDone(verb);
        },
        () => announce(t('announce.copied')),
      ),
  );
  const trouble = state === 'idle' && data.trouble !== null ? say(data.trouble) : null;
  useAnnouncement(trouble);
  const close = (event: ActionEvent['type'] & 'close') => (): void => send({ type: event });
  return {
    busyWith: state === 'acting' || state === 'fetching' ? (data.subject?.id ?? null) : null,
    want: (verb, subject) => send({ type: 'want', verb, subject }),
    copyCode: (subject) => send({ type: 'copy', subject }),
    dialogs: <ActionDialogs state={state} data={data} send={send} />,
    message:
      trouble === null ? null : (
        <kit.Message
          tone="error"
          actions={
            <kit.Button look="subtle" onClick={close('close')}>
              {t('button.close')}
            </kit.Button>
          }
        >
          {trouble}
        </kit.Message>
      ),
  };
}
