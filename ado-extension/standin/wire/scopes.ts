/** OAuth scopes of the modelled resources. https://learn.microsoft.com/azure/devops/integrate/get-started/authentication/oauth#scopes */

const include: Readonly<Record<string, readonly string[]>> = {
  'vso.work_full': ['vso.work_write', 'vso.work'],
  'vso.work_write': ['vso.work'],
  'vso.project_manage': ['vso.project_write', 'vso.project'],
  'vso.project_write': ['vso.project'],
  'vso.profile_write': ['vso.profile'],
  'vso.identity_manage': ['vso.identity'],
  'vso.graph_manage': ['vso.graph', 'vso.identity'],
  'vso.hooks_write': ['vso.hooks'],
};

export function holds(held: 'all' | readonly string[], needed: readonly string[]): boolean {
  if (held === 'all') return true;
  const reached = new Set(held.flatMap((scope) => [scope, ...(include[scope] ?? [])]));
  return needed.some((scope) => reached.has(scope));
}

const work = ['vso.work'];
export const workScopes = { read: work, write: ['vso.work_write'] };
export const projectScopes = { read: ['vso.project', 'vso.profile', 'vso.work'], write: ['vso.project_manage'] };
export const identityScopes = { read: ['vso.identity', 'vso.graph'], write: ['vso.identity_manage'] };
/** Subscriptions are made with the scope of what they tell about. */
export const hookScopes = { read: ['vso.work', 'vso.hooks'], write: ['vso.work', 'vso.hooks_write'] };
