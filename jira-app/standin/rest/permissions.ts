/** Who may see and do what. An account that may not browse a project gets 404 for everything in it, as in Jira. */
import type { Account, CommentRow, IssueRow, PermissionKey, Project } from '../model/types.ts';
import type { Site } from '../model/site.ts';
import { notFoundIssue, Refusal, type Call } from './wire.ts';

export function may(account: Account | undefined, project: Project, permission: PermissionKey): boolean {
  if (account === undefined || !account.active) return false;
  const grant = project.permissions[permission];
  if (grant === undefined) return permission === 'ADMINISTER_PROJECTS' ? account.admin || account.accountType === 'app' : true;
  if (grant === 'everybody') return true;
  return grant !== 'nobody' && grant.includes(account.accountId);
}

export const maySee = (account: Account | undefined, project: Project) =>
  project.state !== 'deleted' && may(account, project, 'BROWSE_PROJECTS');

/** Archived projects can be read; nothing in them can be changed. */
export const mayCreate = (account: Account | undefined, project: Project) =>
  project.state === 'live' && maySee(account, project) && may(account, project, 'CREATE_ISSUES');

export function projectOr404(call: Call, idOrKey: string): Project {
  const project = call.site.project(idOrKey);
  if (project === undefined || !maySee(call.account, project))
    throw new Refusal(404, [`No project could be found with ${/^\d+$/.test(idOrKey) ? 'id' : 'key'} '${idOrKey}'.`]);
  return project;
}

export function issueOr404(call: Call, idOrKey: string): IssueRow {
  const issue = call.site.issue(idOrKey);
  if (issue === undefined || !maySee(call.account, call.site.projectOf(issue))) throw notFoundIssue();
  return issue;
}

/** @throws Refusal 403 with Jira's sentence for the permission. */
export function demand(call: Call, issue: IssueRow, permission: PermissionKey, sentence: string): void {
  const project = call.site.projectOf(issue);
  if (project.state !== 'live' || !may(call.account, project, permission)) throw new Refusal(403, [sentence]);
}

export function groupsOf(account: Account): string[] {
  return account.admin ? ['jira-administrators', 'jira-users'] : ['jira-users'];
}

export function rolesOf(site: Site, account: Account): string[] {
  if (account.accountType === 'app') return ['atlassian-addons-project-access'];
  return site.accounts.some((one) => one.accountId === account.accountId) && account.admin ? ['Administrators', 'Member'] : ['Member'];
}

/** A restricted comment is there only for members of its group or role. */
export function seesComment(site: Site, account: Account | undefined, comment: CommentRow): boolean {
  if (comment.visibility === null) return true;
  if (account === undefined) return false;
  const member = comment.visibility.type === 'group' ? groupsOf(account) : rolesOf(site, account);
  return member.includes(comment.visibility.value);
}
