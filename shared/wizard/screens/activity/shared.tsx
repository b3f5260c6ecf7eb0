/** What rows about single issues have in common, on the connection's page and beside an issue. */
import type { IssueRefView } from '../../admin-api/contract.ts';
import { useGround, type Ground } from '../ground.tsx';

/** A moment in the user's zone; to the second when pointed at. */
export function Moment({ at }: { at: number }) {
  const { format } = useGround();
  return (
    <time dateTime={new Date(at).toISOString()} title={format.exact(at)}>
      {format.time(at)}
    </time>
  );
}

export function IssueLink({ issue }: { issue: IssueRefView }) {
  const { kit } = useGround();
  if (issue.url === null) return <kit.Text>{issue.key}</kit.Text>;
  return (
    <kit.Link href={issue.url} external>
      {issue.key}
    </kit.Link>
  );
}

/** Ours first; a side that is not known yet is left out. */
export function IssuePair({ ours, theirs }: { ours: IssueRefView | null; theirs: IssueRefView | null }) {
  const { kit, t } = useGround();
  const named = (issue: IssueRefView | null): issue is IssueRefView => issue !== null && issue.key !== '';
  if (!named(ours) && !named(theirs)) return <kit.Text tone="subtle">{t('unknown')}</kit.Text>;
  return (
    <kit.Stack gap="small">
      {named(ours) && <IssueLink issue={ours} />}
      {named(theirs) && (
        <span>
          {named(ours) && <span aria-hidden="true">↔ </span>}
          <IssueLink issue={theirs} />
        </span>
      )}
    </kit.Stack>
  );
}

/** What an issue is called in a sentence. */
export function nameOf({ ours, theirs }: { ours: IssueRefView | null; theirs: IssueRefView | null }, t: Ground['t']): string {
  const key = ours?.key ?? '';
  return key === '' ? (theirs?.key ?? t('unknown')) : key;
}

const members = [
  'summary',
  'description',
  'comments',
  'attachments',
  'labels',
  'type',
  'status',
  'priority',
  'reporter',
  'assignee',
] as const;

/** A member of an issue by its name; what only a script knows is shown as the script calls it. */
export function memberName(name: string, t: Ground['t']): string {
  const known = members.find((one) => one === name);
  return known === undefined ? name : t(`member.${known}`);
}
