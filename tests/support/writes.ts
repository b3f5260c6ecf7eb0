/** What it takes Entente to make or change something in a tracker, in words: `POST comment`. */
import type { Host } from './room.ts';

export const takes = {
  jira: {
    issue: 'POST issue',
    edit: 'PUT issue',
    comment: 'POST comment',
    commentEdit: 'PUT comment',
    file: ['POST attachments'],
    removals: ['DELETE comment', 'DELETE attachment'],
  },
  'azure-devops': {
    issue: 'POST work item',
    edit: 'PATCH work item',
    comment: 'POST comment',
    commentEdit: 'PATCH comment',
    file: ['POST attachments', 'PATCH work item'],
    removals: ['DELETE comment', 'PATCH work item'],
  },
} as const satisfies Record<Host, unknown>;

/** A write without its ids. */
export function kindOf(write: string): string {
  const [method = '', path = ''] = write.split(' ');
  const kind = [
    [/\/comments?(\/\d+)?$/i, 'comment'],
    [/\/attachments$/i, 'attachments'],
    [/\/attachment\/\d+$/i, 'attachment'],
    [/\/_apis\/wit\/workitems\/[^/]+$/i, 'work item'],
    [/\/issue(\/\d+)?$/i, 'issue'],
  ] as const;
  return `${method} ${kind.find(([pattern]) => pattern.test(path))?.[1] ?? path}`;
}
