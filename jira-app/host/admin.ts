/**
 * The door of the admin page, and of the panel beside an issue, to the node.
 *
 * Who may pass is asked of Jira at every call, as the very user who calls: that the page is listed under the admin pages
 * keeps nobody from invoking the function.
 */
import type { IssueId } from '@entente/core';
import { asUser, route } from '@forge/api';
import { makeResolver, type Request } from '@forge/resolver';
import { serveAdmin, type AdminReply, type AdminUser } from '@entente/wizard/admin-api';
import * as z from 'zod/mini';
import { myPermissionsSchema, userSchema } from '../tracker/schemas.ts';
import { log } from './log.ts';
import { withNode } from './node.ts';

const callSchema = z.object({ method: z.string(), input: z.unknown() });

async function serve({ payload }: Request<unknown>): Promise<AdminReply> {
  const call = callSchema.safeParse(payload);
  if (!call.success) return { kind: 'fault', fault: { whose: 'ours', code: 'admin.invalidInput', params: {}, retry: 'never' } };
  const user: AdminUser = { ...(await currentUser()), mayRead };
  return withNode(({ node, facts }) =>
    serveAdmin(node, user, call.data.method, call.data.input, {
      licensed: facts.licensed,
      projectStep: facts.capabilities.projectStep,
      onFault: (method, { whose, code, detail }) => log.write('error', 'admin.fault', { method, whose, code, detail }),
    }),
  );
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-permissions/#api-rest-api-3-mypermissions-get */
async function currentUser(): Promise<AdminUser> {
  const jira = asUser();
  const permissions = await jira.requestJira(route`/rest/api/3/mypermissions?permissions=ADMINISTER`);
  const granted = myPermissionsSchema.safeParse(permissions.ok ? await permissions.json() : null);
  const isAdmin = granted.success && granted.data.permissions['ADMINISTER']?.havePermission === true;
  const me = await jira.requestJira(route`/rest/api/3/myself`);
  const user = userSchema.safeParse(me.ok ? await me.json() : null);
  return { name: user.success ? (user.data.displayName ?? '') : '', isAdmin };
}

/** https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issues/#api-rest-api-3-issue-issueidorkey-get */
async function mayRead(issueId: IssueId): Promise<boolean> {
  const found = await asUser().requestJira(route`/rest/api/3/issue/${issueId}?fields=summary`);
  return found.ok;
}

export const admin = makeResolver<{ admin: (payload: unknown) => Promise<AdminReply> }>({ admin: serve });
