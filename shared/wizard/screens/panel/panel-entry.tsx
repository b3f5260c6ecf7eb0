import type { ReactNode } from 'react';
import type { PanelEntryView } from '../../admin-api/contract.ts';
import { lossName } from '../activity/losses.ts';
import { HeldButtons } from '../activity/held-list.tsx';
import { reasonOf } from '../activity/notes.tsx';
import { IssueLink, memberName, Moment } from '../activity/shared.tsx';
import { useHeld } from '../activity/use-held.tsx';
import { useGround, type Ground } from '../ground.tsx';

/** One issue on one connection. */
export function PanelEntry({ entry, isAdmin, onChanged }: { entry: PanelEntryView; isAdmin: boolean; onChanged: () => void }) {
  const ground = useGround();
  const { kit, t } = ground;
  const actions = useHeld(entry.connectionId, onChanged);
  const { tone, word } = stateOf(ground, entry);
  const facts = [
    { label: t('panel.twin'), value: entry.theirs === null ? t('panel.twin.none') : <IssueLink issue={entry.theirs} /> },
    ...(entry.theirStatus === null ? [] : [{ label: t('panel.status'), value: entry.theirStatus }]),
    { label: t('panel.synced'), value: entry.syncedAt === null ? t('never') : <Moment at={entry.syncedAt} /> },
    { label: t('panel.connection'), value: entry.name },
  ];
  return (
    <kit.Stack gap="small">
      <kit.Row align="between">
        <kit.HostIcon nodeType={entry.nodeType ?? 'UNKNOWN'} label={entry.remoteShortName} />
        <kit.Status tone={tone}>{word}</kit.Status>
      </kit.Row>
      <kit.Facts facts={facts} />
      {entry.gone === 'there' && <kit.Message tone="warning">{t('panel.gone.there')}</kit.Message>}
      {entry.held.map((held) => (
        <kit.Message key={held.id} tone="error" actions={isAdmin ? <HeldButtons held={held} actions={actions} /> : undefined}>
          <kit.Text testId="panel-reason">{reasonOf(ground, held.error)}</kit.Text>
        </kit.Message>
      ))}
      {actions.message}
      <Notes entry={entry} />
      {actions.dialog}
    </kit.Stack>
  );
}

type Shown = { readonly tone: 'neutral' | 'progress' | 'good' | 'warning' | 'bad'; readonly word: string };

function stateOf({ t }: Ground, { gone, held, state, waiting }: PanelEntryView): Shown {
  if (gone !== 'no') return { tone: 'warning', word: t(`panel.state.gone.${gone}`) };
  if (held.length > 0) return { tone: 'bad', word: t('panel.state.held') };
  if (state !== 'active') return { tone: 'neutral', word: t('panel.state.paused') };
  return waiting ? { tone: 'progress', word: t('panel.state.waiting') } : { tone: 'good', word: t('panel.state.synced') };
}

/** What was not carried over, decided between the sides, or skipped. */
function Notes({ entry }: { entry: PanelEntryView }) {
  const { kit, t, format } = useGround();
  const { conflicts, notHere, notThere, files, passedOver } = entry;
  const lost = (losses: PanelEntryView['notHere']): readonly string[] =>
    losses.map(({ what, count }) => t('note.lost', { what: lossName(what, t), count }));
  const file = ({ why, filename: name, size }: PanelEntryView['files'][number]): string =>
    why === 'tooBigToRead' || why === 'tooBigToWrite'
      ? t(`note.file.${why}`, { name, size: format.size(size) })
      : t(why === 'neverArrived' ? 'note.file.neverArrived' : 'note.file.other', { name });
  const original = (text: string) =>
    entry.theirs === null ? (
      text
    ) : (
      <span>
        {text} {t('note.file.original')} <IssueLink issue={entry.theirs} />
      </span>
    );
  const here = [...lost(notHere), ...files.filter(({ side }) => side === 'theirs').map((one) => original(file(one)))];
  const there = [...lost(notThere), ...files.filter(({ side }) => side === 'ours').map(file)];
  const decided = conflicts.map(({ field, loser, value }) => t(`note.conflict.${loser}`, { field: memberName(field, t), value }));
  return (
    <>
      {passedOver !== null && (
        <kit.Text tone="subtle" testId="panel-skipped">
          {t(`panel.passedOver.${passedOver.direction}`, { time: format.time(passedOver.at) })}
        </kit.Text>
      )}
      <Said label={t('panel.notHere')} items={here} />
      <Said label={t('panel.notThere')} items={there} />
      <Said label={t('panel.conflicts')} items={decided} />
    </>
  );
}

function Said({ label, items }: { label: string; items: readonly ReactNode[] }) {
  const { kit } = useGround();
  if (items.length === 0) return null;
  return (
    <kit.Section label={label}>
      <kit.List items={items} />
    </kit.Section>
  );
}
