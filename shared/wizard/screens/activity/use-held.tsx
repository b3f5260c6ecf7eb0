import type { ReactNode } from 'react';
import type { HeldView } from '../../admin-api/contract.ts';
import { heldTable, startHeld, type HeldData, type HeldDeed } from '../../machines/held/table.ts';
import { performHeld } from '../../machines/perform-issues.ts';
import { useAnnouncement, useGround, useMachine, type Ground } from '../ground.tsx';
import { Question } from '../question.tsx';
import { memberName, nameOf } from './shared.tsx';

export interface HeldActions {
  readonly isBusyWith: (held: HeldView | null) => boolean;
  readonly want: (deed: HeldDeed, subject: HeldView | null) => void;
  /** The question before *Skip*; rendered once. */
  readonly dialog: ReactNode;
  /** What came of the last one. */
  readonly message: ReactNode;
}

/** `onDone` after something was asked of the node. */
export function useHeld(connectionId: string, onDone: () => void): HeldActions {
  const ground = useGround();
  const { kit, page, t, say, announce } = ground;
  const [{ state, data }, send] = useMachine(
    heldTable,
    () => ({ state: 'idle', data: startHeld }),
    () =>
      performHeld(page, connectionId, (effect) => {
        announce(doneText(ground, effect));
        onDone();
      }),
  );
  const trouble = data.trouble === null ? null : say(data.trouble);
  useAnnouncement(trouble);
  const text = data.done === null ? trouble : doneText(ground, data.done);
  const { subject } = data;
  return {
    isBusyWith: (held) => state === 'acting' && (subject?.id ?? null) === (held?.id ?? null),
    want: (deed, wanted) => send({ type: 'want', deed, subject: wanted }),
    dialog:
      subject === null || data.deed !== 'skip' || (state !== 'asking' && state !== 'acting') ? null : (
        <SkipQuestion
          held={subject}
          isBusy={state === 'acting'}
          onSure={() => send({ type: 'sure' })}
          onNotSure={() => send({ type: 'notSure' })}
        />
      ),
    message:
      state !== 'idle' || text === null ? null : (
        <kit.Message
          tone={trouble === null ? 'success' : 'error'}
          actions={
            <kit.Button look="subtle" onClick={() => send({ type: 'close' })}>
              {t('button.close')}
            </kit.Button>
          }
        >
          <span data-testid="held-outcome">{text}</span>
        </kit.Message>
      ),
  };
}

function doneText({ t }: Ground, { deed, subject, count }: NonNullable<HeldData['done']>): string {
  if (subject === null) return t('held.retriedAll', { count });
  return t(deed === 'skip' ? 'held.skipped' : 'held.retried', { issue: nameOf(subject, t) });
}

function SkipQuestion(props: { held: HeldView; isBusy: boolean; onSure: () => void; onNotSure: () => void }) {
  const { kit, t, format } = useGround();
  const { held } = props;
  const members = format.list(held.what.map((name) => memberName(name, t)));
  const given =
    held.where === 'sending'
      ? t('ask.skip.sending')
      : members === ''
        ? t('ask.skip.applying.unknown')
        : t('ask.skip.applying', { members });
  return (
    <Question
      title={t('ask.skip.title', { issue: nameOf(held, t) })}
      confirmLabel={t('ask.skip.confirm')}
      cancelLabel={t('button.cancel')}
      danger
      busy={props.isBusy}
      onConfirm={props.onSure}
      onCancel={props.onNotSure}
    >
      <kit.Stack gap="small">
        <kit.Text>{given}</kit.Text>
        <kit.Text>{t('ask.skip.after')}</kit.Text>
      </kit.Stack>
    </Question>
  );
}
