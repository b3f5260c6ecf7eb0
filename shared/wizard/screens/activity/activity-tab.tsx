import type { ActivityRow } from '../../admin-api/contract.ts';
import type { ActivityData, ActivityEvent, ActivityState } from '../../machines/activity/table.ts';
import type { Now } from '../../machines/machine.ts';
import { useAnnouncement, useGround, type Ground } from '../ground.tsx';
import { HeldList } from './held-list.tsx';
import { Notes } from './notes.tsx';
import { IssuePair, memberName, Moment } from './shared.tsx';
import { useHeld } from './use-held.tsx';

interface ActivityTabProps {
  readonly connectionId: string;
  readonly activity: Now<ActivityState, ActivityData>;
  readonly send: (event: ActivityEvent) => void;
}

/** What is held up, and below it what was sent and received, newest first. It keeps itself fresh. */
export function ActivityTab({ connectionId, activity, send }: ActivityTabProps) {
  const { kit, t, say, format } = useGround();
  const { state, data } = activity;
  const actions = useHeld(connectionId, () => send({ type: 'refresh' }));
  const trouble = state === 'away' && data.trouble !== null ? say(data.trouble) : null;
  useAnnouncement(trouble);
  return (
    <kit.Stack gap="large">
      {trouble !== null && (
        <kit.Message tone="error">
          <kit.Stack gap="small">
            <kit.Text>{trouble}</kit.Text>
            {data.seenAt !== null && <kit.Text>{t('activity.away', { time: format.time(data.seenAt) })}</kit.Text>}
          </kit.Stack>
        </kit.Message>
      )}
      <HeldList held={data.held} now={data.seenAt ?? 0} actions={actions} readOnly={state !== 'ready'} />
      <kit.Stack gap="small">
        <kit.Heading level={2}>{t('activity.title')}</kit.Heading>
        <Filter data={data} send={send} />
        <Log data={data} isLoading={data.seenAt === null && state === 'loading'} />
        <Older data={data} send={send} />
      </kit.Stack>
      {actions.dialog}
    </kit.Stack>
  );
}

function Filter({ data: { filter }, send }: { data: ActivityData; send: (event: ActivityEvent) => void }) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="small">
      <kit.TextField
        id="activity-issue"
        label={t('activity.filter.issue')}
        hint={t('activity.filter.issue.hint')}
        value={filter.issue}
        maxLength={100}
        onChange={(issue) => send({ type: 'filtered', filter: { ...filter, issue } })}
      />
      <kit.Checkbox
        id="activity-errors"
        label={t('activity.filter.errors')}
        checked={filter.only === 'errors'}
        onChange={(checked) => send({ type: 'filtered', filter: { ...filter, only: checked ? 'errors' : 'all' } })}
      />
    </kit.Stack>
  );
}

const columns = ['time', 'issue', 'what', 'result', 'took'] as const;

function Log({ data, isLoading }: { data: ActivityData; isLoading: boolean }) {
  const ground = useGround();
  const { kit, t, format } = ground;
  const isFiltered = data.filter.only !== 'all' || data.filter.issue !== '';
  const empty = isFiltered ? t('activity.noMatch', { count: data.kept }) : t('activity.empty');
  return (
    <kit.Table
      label={t('activity.table')}
      columns={columns.map((id) => ({ id, title: t(`activity.column.${id}`), rowHeader: id === 'time', hideOnNarrow: id === 'took' }))}
      rows={data.rows.map((row) => ({
        id: row.id,
        testId: 'activity-row',
        cells: {
          time: <Moment at={row.at} />,
          issue: <IssuePair ours={row.ours} theirs={row.theirs} />,
          what: <What row={row} />,
          result: <Result row={row} />,
          took: row.tookMs === null ? '' : format.span(row.tookMs),
        },
      }))}
      loading={isLoading}
      loadingText={t('loading')}
      empty={data.seenAt === null ? null : <kit.Text testId="activity-empty">{empty}</kit.Text>}
    />
  );
}

function What({ row }: { row: ActivityRow }) {
  const ground = useGround();
  const { kit, t, format } = ground;
  const { kind, direction, created, what } = row;
  if (kind === 'retry' || kind === 'skip' || kind === 'connect')
    return <kit.Text>{t(`activity.${kind}`, { by: row.by ?? t('unknown') })}</kit.Text>;
  if (kind === 'removal') return <kit.Text>{t(`activity.${direction}.removal`)}</kit.Text>;
  const names = created ? firstText(ground, row) : format.list(what.map((name) => memberName(name, t)));
  return (
    <kit.Stack gap="small">
      <kit.Text tone="strong">{t(`activity.${direction}`)}</kit.Text>
      <kit.Text>{names === '' && direction === 'out' ? t('activity.out.again') : names}</kit.Text>
    </kit.Stack>
  );
}

function firstText({ t }: Ground, { direction }: ActivityRow): string {
  return t(direction === 'out' ? 'activity.out.first' : 'activity.in.created');
}

const tones = { waiting: 'progress', done: 'good', held: 'bad', refused: 'bad', skipped: 'neutral' } as const;

function Result({ row }: { row: ActivityRow }) {
  const { kit, t } = useGround();
  const { outcome, direction, kind } = row;
  if (kind === 'retry' || kind === 'connect') return <kit.Status tone="neutral">{t('outcome.asked')}</kit.Status>;
  const word = outcome === 'waiting' || outcome === 'done' ? t(`outcome.${direction}.${outcome}`) : t(`outcome.${outcome}`);
  return (
    <kit.Stack gap="small">
      <kit.Status tone={tones[outcome]}>{word}</kit.Status>
      <Notes row={row} />
    </kit.Stack>
  );
}

function Older({ data, send }: { data: ActivityData; send: (event: ActivityEvent) => void }) {
  const { kit, t } = useGround();
  return (
    <kit.Stack gap="small">
      {data.next !== null && (
        <kit.Row>
          <kit.Button look="secondary" onClick={() => send({ type: 'more' })} busy={data.isAskingOlder} testId="activity-more">
            {t('activity.more')}
          </kit.Button>
        </kit.Row>
      )}
      {data.rows.length > 0 && <kit.Text tone="subtle">{t('activity.kept', { count: data.kept })}</kit.Text>}
    </kit.Stack>
  );
}
