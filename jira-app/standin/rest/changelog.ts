/** The history of an issue. */
import type { JsonObject } from '../model/json.ts';
import { jiraTime } from '../model/time.ts';
import type { ChangeRow, IssueRow } from '../model/types.ts';
import { userOrNull } from '../model/views.ts';
import { page } from './input.ts';
import { issueOr404 } from './permissions.ts';
import { ok, type Call, type Route } from './wire.ts';

const changeView = (call: Call, change: ChangeRow): JsonObject => ({
  id: change.id,
  author: userOrNull(call.site, change.author, call.principal.accountId),
  created: jiraTime(change.created, call.account?.timeZone ?? 'Etc/UTC'),
  items: change.items.map((item) => ({ ...item })),
});

/** Inside an issue the history comes newest first. */
export function changelogView(call: Call, issue: IssueRow): JsonObject {
  const histories = issue.changes
    .toReversed()
    .slice(0, 100)
    .map((change) => changeView(call, change));
  return { startAt: 0, maxResults: histories.length, total: issue.changes.length, histories };
}

export const changelogRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: '/rest/api/3/issue/{issueIdOrKey}/changelog',
    scope: 'read:jira-work',
    handle: (call) => {
      const issue = issueOr404(call, call.params['issueIdOrKey'] ?? '');
      const { items, ...paging } = page(call, issue.changes, { usual: 100, most: 100 });
      const self = `${call.site.baseUrl}/rest/api/3/issue/${issue.id}/changelog`;
      const next = paging.isLast ? {} : { nextPage: `${self}?maxResults=${paging.maxResults}&startAt=${paging.startAt + items.length}` };
      return ok({ self, ...next, ...paging, values: items.map((change) => changeView(call, change)) });
    },
  },
];
