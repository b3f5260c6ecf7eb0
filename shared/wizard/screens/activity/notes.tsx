/** Why something is held up, what was decided between two sides, and what could not be carried over: in sentences. */
import type { ActivityRow } from '../../admin-api/contract.ts';
import { useGround, type Ground } from '../ground.tsx';
import { lossName } from './losses.ts';
import { memberName } from './shared.tsx';

/** Where there is no sentence for the other side's trouble, its own is quoted: that speaks of its own tracker and scripts. */
export function reasonOf({ say, t, hasSentence }: Ground, error: NonNullable<ActivityRow['error']>): string {
  if (error.whose !== 'partner' || error.code === 'skipped') return say(error);
  const there = { ...error, code: `there.${error.code}` };
  if (hasSentence(there.code)) return say(there);
  return t('held.there', { sentence: say(error) });
}

type Noted = Pick<ActivityRow, 'losses' | 'files' | 'conflicts' | 'drift'>;

export function notesOf({ t }: Ground, { losses, files, conflicts, drift }: Noted): readonly string[] {
  const field = (name: string): string => memberName(name, t);
  return [
    ...conflicts.map(({ field: name, loser, value }) => t(`note.conflict.${loser}`, { field: field(name), value })),
    ...losses.map(({ what, count }) => t('note.lost', { what: lossName(what, t), count })),
    ...files.map(({ filename }) => t('note.file', { name: filename })),
    ...(drift ? [t('activity.drift')] : []),
  ];
}

export function Notes({ row }: { row: ActivityRow }) {
  const ground = useGround();
  const { kit, t } = ground;
  const { error, outcome, attempts } = row;
  const reason = error === null || row.kind === 'skip' || row.kind === 'retry' ? null : reasonOf(ground, error);
  const told = reason !== null && outcome === 'done' ? t('outcome.before', { count: attempts, sentence: reason }) : reason;
  return (
    <>
      {told !== null && (
        <kit.Text tone={outcome === 'held' || outcome === 'refused' ? 'normal' : 'subtle'} testId="activity-reason">
          {told}
        </kit.Text>
      )}
      {notesOf(ground, row).map((note) => (
        <kit.Text key={note} tone="subtle">
          {note}
        </kit.Text>
      ))}
    </>
  );
}
