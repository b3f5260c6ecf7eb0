/** Accounts, what they may do, and their personal access tokens. */
import { randomBytes } from 'node:crypto';
import { asText, type JsonObject } from '../model/json.ts';
import { jiraTime } from '../model/time.ts';
import type { PermissionKey, Project } from '../model/types.ts';
import { objectBody, wholeNumber } from '../rest/input.ts';
import { permissionNames } from '../rest/people.ts';
import { may, mayCreate, maySee, projectOr404 } from '../rest/permissions.ts';
import { noContent, ok, Refusal, type RestAnswer } from '../rest/wire.ts';
import { issueOf } from './issues.ts';
import { userName, userView } from './views.ts';
import { notAuthenticated, type DataCenterCall, type DataCenterRoute } from './wire.ts';

const day = 86_400_000;

function accountOf(call: DataCenterCall) {
  const account = call.site.account(call.principal.accountId);
  if (account === undefined) throw notAuthenticated();
  return account;
}

/** `username`: part of a name, a display name or a visible address; `.` finds everybody. */
function searchUsers(call: DataCenterCall): RestAnswer {
  const text = call.query.get('username')?.toLowerCase();
  if (text === undefined || text === '') throw new Refusal(400, ['The username query parameter was not provided']);
  const startAt = wholeNumber(call, 'startAt', 0);
  const most = Math.min(wholeNumber(call, 'maxResults', 50), 1000);
  const [active, inactive] = [call.query.get('includeActive') !== 'false', call.query.get('includeInactive') === 'true'];
  const found = call.site.accounts.filter(
    (account) =>
      (account.active ? active : inactive) &&
      (text === '.' ||
        userName(account).toLowerCase().startsWith(text) ||
        account.displayName.toLowerCase().includes(text) ||
        (account.emailVisible && account.email.toLowerCase().startsWith(text))),
  );
  return ok(found.slice(startAt, startAt + most).map((account) => userView(call.host, account)));
}

const permissions = { ...permissionNames, SYSTEM_ADMIN: { id: '44', name: 'Jira System Administrators' } };

function askedProjects(call: DataCenterCall): readonly Project[] {
  const given = call.query.get('projectId') ?? call.query.get('projectKey');
  const ofIssue = call.query.get('issueId') ?? call.query.get('issueKey');
  if (ofIssue !== null) return [call.site.projectOf(issueOf({ ...call, params: { issueIdOrKey: ofIssue } }))];
  if (given === null) return call.site.projects.filter((project) => maySee(call.account, project));
  const project = call.site.project(given);
  if (project === undefined || !maySee(call.account, project))
    throw new Refusal(404, [`No project could be found with key or id '${given}'.`]);
  return [project];
}

/** All of them, unlike Cloud, which has to be told which. */
function myPermissions(call: DataCenterCall): RestAnswer {
  const projects = askedProjects(call);
  const shown = Object.entries(permissions).map(([key, { id, name }]) => {
    const global = key === 'ADMINISTER' || key === 'SYSTEM_ADMIN';
    const granted = (project: Project): boolean => {
      if (key === 'CREATE_ISSUES') return mayCreate(call.account, project);
      // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- the keys of the table above that are not global
      return may(call.account, project, key as PermissionKey);
    };
    const have = global ? call.account?.admin === true : projects.some(granted);
    return [key, { id, key, name, type: global ? 'GLOBAL' : 'PROJECT', description: '', havePermission: have }] as const;
  });
  return ok({ permissions: Object.fromEntries(shown) });
}

/** https://confluence.atlassian.com/enterprise/using-personal-access-tokens-1026032365.html */
function createToken(call: DataCenterCall): RestAnswer {
  const body = objectBody(call);
  const name = asText(body['name']);
  const days = body['expirationDuration'];
  if (name === null || typeof days !== 'number' || days < 1) throw new Refusal(400, ['name and expirationDuration are required']);
  const rawToken = randomBytes(33).toString('base64url');
  const now = call.site.now();
  const token = { id: call.host.tokens.size + 1, name, account: accountOf(call), expires: now + days * day };
  call.host.tokens.set(rawToken, token);
  const json: JsonObject = {
    id: token.id,
    name,
    createdAt: jiraTime(now, call.host.timeZone),
    expiringAt: jiraTime(token.expires, call.host.timeZone),
    rawToken,
  };
  return { status: 201, json };
}

function revokeToken(call: DataCenterCall): RestAnswer {
  const [raw] = [...call.host.tokens].find(([, token]) => String(token.id) === call.params['id']) ?? [];
  if (raw === undefined || call.host.tokens.get(raw)?.account.accountId !== accountOf(call).accountId)
    throw new Refusal(404, ['Token not found']);
  call.host.tokens.delete(raw);
  return noContent;
}

function oneUser(call: DataCenterCall): RestAnswer {
  const [name, key] = [call.query.get('username'), call.query.get('key')];
  if (name === null && key === null) throw new Refusal(404, ['Either username or key query parameter must be provided.']);
  const found = call.site.accounts.find((account) => (key === null ? userName(account) === name : account.accountId === key));
  if (found === undefined) throw new Refusal(404, [`The user named '${name ?? key ?? ''}' does not exist`]);
  return ok(userView(call.host, found));
}

/** Who may be assigned: in the model, whoever sees the project. */
function assignable(call: DataCenterCall): RestAnswer {
  if (call.query.has('actionDescriptorId')) throw new Refusal(501, ['The stand-in of Jira Data Center does not model actionDescriptorId']);
  const ofIssue = call.query.get('issueKey');
  const project =
    ofIssue === null
      ? projectOr404(call, call.query.get('project') ?? '')
      : call.site.projectOf(issueOf({ ...call, params: { issueIdOrKey: ofIssue } }));
  const text = call.query.get('username')?.toLowerCase() ?? '';
  const found = call.site.accounts.filter(
    (account) =>
      account.active &&
      maySee(account, project) &&
      (userName(account).toLowerCase().startsWith(text) || account.displayName.toLowerCase().includes(text)),
  );
  return ok(found.slice(0, wholeNumber(call, 'maxResults', 50)).map((account) => userView(call.host, account)));
}

export const peopleRoutes: readonly DataCenterRoute[] = [
  { method: 'GET', template: '/rest/api/2/user', unmodelled: ['includeDeleted'], handle: oneUser },
  { method: 'GET', template: '/rest/api/2/user/assignable/search', handle: assignable },
  { method: 'GET', template: '/rest/api/2/myself', anonymous: 'filter', handle: (call) => ok(userView(call.host, accountOf(call))) },
  { method: 'GET', template: '/rest/api/2/mypermissions', anonymous: true, handle: myPermissions },
  { method: 'GET', template: '/rest/api/2/user/search', handle: searchUsers },
  { method: 'POST', template: '/rest/pat/latest/tokens', handle: createToken },
  { method: 'DELETE', template: '/rest/pat/latest/tokens/{id}', handle: revokeToken },
];
