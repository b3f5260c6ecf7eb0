import type { HeldView } from '../../admin-api/contract.ts';
import { useGround } from '../ground.tsx';
import { reasonOf } from './notes.tsx';
import { IssuePair, Moment, nameOf } from './shared.tsx';
import type { HeldActions } from './use-held.tsx';

interface HeldListProps {
  readonly held: readonly HeldView[];
  /** When that was so (ms). */
  readonly now: number;
  readonly actions: HeldActions;
  readonly readOnly: boolean;
}

/** Every issue that is held up, why, and what can be done. Nothing is rendered where nothing is. */
export function HeldList({ held, now, actions, readOnly }: HeldListProps) {
  const { kit, t } = useGround();
  if (held.length === 0) return actions.message;
  const columns = ['issue', 'why', 'since', 'actions'] as const;
  return (
    <kit.Stack gap="small">
      <kit.Row align="between">
        <kit.Heading level={2}>{t('held.title')}</kit.Heading>
        {!readOnly && held.length > 1 && (
          <kit.Button
            look="secondary"
            onClick={() => actions.want('retryAll', null)}
            busy={actions.isBusyWith(null)}
            testId="held-retry-all"
          >
            {t('held.retryAll')}
          </kit.Button>
        )}
      </kit.Row>
      <kit.Text tone="subtle">{t('held.text')}</kit.Text>
      {actions.message}
      <kit.Table
        label={t('held.title')}
        columns={columns.map((id) => ({ id, title: t(`held.${id}`), rowHeader: id === 'issue' }))}
        rows={held.map((one) => ({
          id: one.id,
          testId: `held-${one.id}`,
          cells: {
            issue: <IssuePair ours={one.ours} theirs={one.theirs} />,
            why: <Why held={one} now={now} />,
            since: <Moment at={one.since} />,
            actions: readOnly ? null : <HeldButtons held={one} actions={actions} />,
          },
        }))}
        empty={null}
        loadingText={t('loading')}
      />
    </kit.Stack>
  );
}

function Why({ held, now }: { held: HeldView; now: number }) {
  const ground = useGround();
  const { kit, t, format } = ground;
  const { where, error, attempts, retryAt } = held;
  return (
    <kit.Stack gap="small">
      <kit.Status tone="bad">{t(`held.where.${where}`)}</kit.Status>
      <kit.Text testId="held-reason">{reasonOf(ground, error)}</kit.Text>
      {where !== 'partner' && <kit.Text tone="subtle">{t('held.attempts', { count: attempts })}</kit.Text>}
      {retryAt !== null && retryAt > now && <kit.Text tone="subtle">{t('held.next', { time: format.time(retryAt) })}</kit.Text>}
    </kit.Stack>
  );
}

export function HeldButtons({ held, actions }: { held: HeldView; actions: HeldActions }) {
  const { kit, t } = useGround();
  const issue = nameOf(held, t);
  const isThere = held.where === 'partner';
  const isBusy = actions.isBusyWith(held);
  return (
    <kit.Row gap="small">
      <kit.Button
        look="secondary"
        onClick={() => actions.want('retry', held)}
        busy={isBusy}
        accessibleName={t(isThere ? 'held.sendAgain.of' : 'held.retry.of', { issue })}
        testId="held-retry"
      >
        {t(isThere ? 'held.sendAgain' : 'held.retry')}
      </kit.Button>
      {!isThere && (
        <kit.Button
          look="subtle"
          onClick={() => actions.want('skip', held)}
          accessibleName={t('held.skip.of', { issue })}
          testId="held-skip"
        >
          {t('held.skip')}
        </kit.Button>
      )}
    </kit.Row>
  );
}
