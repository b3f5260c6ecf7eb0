/** Accounts and what they may do. */
import type { JsonObject } from '../model/json.ts';
import type { Account, PermissionKey, Project } from '../model/types.ts';
import { userView } from '../model/views.ts';
import { expansions, listParameter, page, refuseExpansions } from './input.ts';
import { groupsOf, may, maySee } from './permissions.ts';
import { notModelled, ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

const shown = (call: Call, account: Account): JsonObject => userView(call.site, account, call.principal.accountId);

/** Groups and roles are counted, and named only where that is asked for. */
function inFull(call: Call, account: Account): RestAnswer {
  const expand = expansions(call);
  refuseExpansions(expand, ['applicationRoles'], 'a user');
  const groups = groupsOf(account);
  const self = (name: string) => `${call.site.baseUrl}/rest/api/3/group?groupname=${encodeURIComponent(name)}`;
  return ok({
    ...shown(call, account),
    locale: account.locale,
    groups: { size: groups.length, items: expand.has('groups') ? groups.map((name) => ({ name, self: self(name) })) : [] },
    applicationRoles: { size: 1, items: [] },
    expand: 'groups,applicationRoles',
  });
}

function myself(call: Call): RestAnswer {
  const account = call.account;
  if (account === undefined) throw new Refusal(401, ['Client must be authenticated to access this resource.']);
  return inFull(call, account);
}

/** A query finds people by display name, and by e-mail address only where that is visible. */
function searchUsers(call: Call): RestAnswer {
  if (call.query.has('username') || call.query.has('property')) notModelled('username or property in a search for users');
  const text = call.query.get('query')?.toLowerCase();
  const accountId = call.query.get('accountId');
  if (text === undefined && accountId === null)
    throw new Refusal(400, ['Either the query or the accountId or the property parameter must be provided.']);
  const found = call.site.accounts.filter((account) => {
    if (account.accountType !== 'atlassian') return false;
    if (accountId !== null) return account.accountId === accountId;
    return (
      (text ?? '') === '' ||
      account.displayName.toLowerCase().includes(text ?? '') ||
      (account.emailVisible && account.email.toLowerCase().startsWith(text ?? ''))
    );
  });
  const { items } = page(call, found, { usual: 50, most: 1000 });
  return ok(items.map((account) => shown(call, account)));
}

function oneUser(call: Call): RestAnswer {
  const account = call.site.account(call.query.get('accountId'));
  if (account === undefined) throw new Refusal(404, ['Specified user does not exist or you do not have required permissions']);
  return inFull(call, account);
}

function bulkUsers(call: Call): RestAnswer {
  const wanted = listParameter(call, 'accountId');
  if (wanted === null) throw new Refusal(400, ['At least one accountId parameter is required.']);
  const { items, ...paging } = page(
    call,
    call.site.accounts.filter((account) => wanted.includes(account.accountId)),
    { usual: 10, most: 200 },
  );
  return ok({
    self: `${call.site.baseUrl}/rest/api/3/user/bulk?${call.query.toString()}`,
    ...paging,
    values: items.map((account) => shown(call, account)),
  });
}

function allUsers(call: Call): RestAnswer {
  const { items } = page(call, call.site.accounts, { usual: 50, most: 1000 });
  return ok(items.map((account) => shown(call, account)));
}

/** Those that the real host knows besides. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#about-permissions */
export const otherPermissions: ReadonlySet<string> = new Set(
  (
    'ADD_COMMENTS ARCHIVE_ISSUES ASSIGNABLE_USER ASSIGN_ISSUES BULK_CHANGE CLOSE_ISSUES CREATE_PROJECT CREATE_SHARED_OBJECTS ' +
    'DELETE_ALL_WORKLOGS DELETE_OWN_WORKLOGS EDIT_ALL_WORKLOGS EDIT_OWN_WORKLOGS EDIT_ISSUE_LAYOUT LINK_ISSUES MANAGE_GROUP_FILTER_SUBSCRIPTIONS ' +
    'MANAGE_SPRINTS_PERMISSION MANAGE_WATCHERS MODIFY_REPORTER MOVE_ISSUES RESOLVE_ISSUES SCHEDULE_ISSUES SERVICEDESK_AGENT SET_ISSUE_SECURITY ' +
    'SYSTEM_ADMIN UNARCHIVE_ISSUES USER_PICKER VIEW_AGGREGATED_DATA VIEW_DEV_TOOLS VIEW_ISSUES VIEW_READONLY_WORKFLOW VIEW_VOTERS_AND_WATCHERS WORK_ON_ISSUES'
  ).split(' '),
);

export const permissionNames: { readonly [Key in PermissionKey | 'ADMINISTER']: { id: string; name: string } } = {
  ADMINISTER: { id: '0', name: 'Administer Jira' },
  BROWSE_PROJECTS: { id: '10', name: 'Browse Projects' },
  CREATE_ISSUES: { id: '11', name: 'Create Issues' },
  EDIT_ISSUES: { id: '12', name: 'Edit Issues' },
  DELETE_ISSUES: { id: '16', name: 'Delete Issues' },
  TRANSITION_ISSUES: { id: '46', name: 'Transition Issues' },
  ADD_COMMENTS: { id: '15', name: 'Add Comments' },
  EDIT_ALL_COMMENTS: { id: '34', name: 'Edit All Comments' },
  EDIT_OWN_COMMENTS: { id: '35', name: 'Edit Own Comments' },
  DELETE_ALL_COMMENTS: { id: '36', name: 'Delete All Comments' },
  DELETE_OWN_COMMENTS: { id: '37', name: 'Delete Own Comments' },
  CREATE_ATTACHMENTS: { id: '19', name: 'Create Attachments' },
  DELETE_ALL_ATTACHMENTS: { id: '38', name: 'Delete All Attachments' },
  DELETE_OWN_ATTACHMENTS: { id: '39', name: 'Delete Own Attachments' },
  ADMINISTER_PROJECTS: { id: '23', name: 'Administer Projects' },
};

const isPermission = (key: string): key is keyof typeof permissionNames => key in permissionNames;

function scopeOfQuestion(call: Call): readonly Project[] {
  const projectGiven = call.query.get('projectId') ?? call.query.get('projectKey');
  const issueGiven = call.query.get('issueId') ?? call.query.get('issueKey');
  const issue = issueGiven === null ? undefined : call.site.issue(issueGiven);
  const project = projectGiven === null ? undefined : call.site.project(projectGiven);
  if (projectGiven === null && issueGiven === null) return call.site.projects.filter((one) => maySee(call.account, one));
  const found = issue === undefined ? project : call.site.projectOf(issue);
  if (found === undefined || !maySee(call.account, found))
    throw new Refusal(404, [`No ${issueGiven === null ? 'project' : 'issue'} could be found with the given id or key.`]);
  return [found];
}

/** Without a project, a project permission is had where any project grants it. */
function myPermissions(call: Call): RestAnswer {
  const wanted = listParameter(call, 'permissions');
  if (wanted === null) throw new Refusal(400, ["The 'permissions' query parameter is required."]);
  const unknown = wanted.filter((key) => !isPermission(key));
  const real = unknown.find((key) => otherPermissions.has(key));
  if (real !== undefined) notModelled(`the permission ${real}`);
  if (unknown.length > 0) throw new Refusal(400, [`Unrecognized permission: ${unknown.join(', ')}`]);
  const projects = scopeOfQuestion(call);
  const permissions = wanted.filter(isPermission).map((key) => {
    const global = key === 'ADMINISTER';
    const have = global ? call.account?.admin === true : projects.some((project) => may(call.account, project, key));
    return [key, { ...permissionNames[key], key, type: global ? 'GLOBAL' : 'PROJECT', description: '', havePermission: have }] as const;
  });
  return ok({ permissions: Object.fromEntries(permissions) });
}

export const peopleRoutes: readonly Route[] = [
  { method: 'GET', template: '/rest/api/3/myself', scope: 'read:jira-user', handle: myself },
  {
    method: 'GET',
    template: '/rest/api/3/mypermissions',
    scope: 'read:jira-work',
    unmodelled: ['projectUuid', 'projectConfigurationUuid', 'commentId'],
    handle: myPermissions,
  },
  { method: 'GET', template: '/rest/api/3/user', scope: 'read:jira-user', unmodelled: ['username', 'key'], handle: oneUser },
  { method: 'GET', template: '/rest/api/3/user/search', scope: 'read:jira-user', handle: searchUsers },
  { method: 'GET', template: '/rest/api/3/user/bulk', scope: 'read:jira-user', unmodelled: ['username', 'key'], handle: bulkUsers },
  { method: 'GET', template: '/rest/api/3/users/search', scope: 'read:jira-user', handle: allUsers },
];
