/** Permission checks of the calling user. https://learn.microsoft.com/rest/api/azure/devops/security/permissions */
import * as z from 'zod';
import type { Json } from '../../json.ts';
import { canManageHooks, canRead, canWrite, canBypassRules, findProject, isCollectionAdministrator } from '../../model/organization.ts';
import type { Project } from '../../model/types.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { intParam, param } from '../call.ts';
import { notModelled, refusals } from '../errors.ts';

/** https://learn.microsoft.com/azure/devops/organizations/security/namespace-reference */
const namespaces = {
  collection: '3e65f728-f8bc-4ecd-8764-7e378b19bfa7',
  project: '52d39943-cb85-4d7f-8fa8-c6baac873819',
  areas: '83e28ad4-2d72-4ceb-97b0-c7726d5502c3',
  hooks: 'cb594ebe-87dd-4fc9-ac2c-6a10a4c92046',
} as const;

const GENERIC_READ = 1;
const BYPASS_RULES = 0x20000;
const AREA_READS = 1 | 16;
const HOOKS_READ = 1;

function projectIn(call: Call, token: string): Project | null {
  const id = /TeamProject\/([0-9a-f-]{36})/i.exec(token)?.[1];
  return id === undefined ? null : findProject(call.organization, id);
}

function inProject(call: Call, bits: number, token: string): boolean {
  const project = projectIn(call, token);
  if (project === null) return isCollectionAdministrator(call.user);
  if (bits === GENERIC_READ) return canRead(call.user, project);
  if (bits === BYPASS_RULES) return canBypassRules(call.user) && canRead(call.user, project);
  return isCollectionAdministrator(call.user);
}

function inArea(call: Call, bits: number, token: string): boolean {
  const ids = [...token.matchAll(/Node\/([0-9a-f-]{36})/gi)].map((match) => match[1]?.toLowerCase());
  const project = [...call.organization.projects.values()].find((candidate) =>
    candidate.nodes.some((node) => ids.includes(node.identifier)),
  );
  if (project === undefined) return false;
  return (bits & ~AREA_READS) === 0 ? canRead(call.user, project) : canWrite(call.user, project);
}

function has(call: Call, namespace: string, bits: number, token: string): boolean {
  switch (namespace.toLowerCase()) {
    case namespaces.collection:
      return bits === GENERIC_READ || isCollectionAdministrator(call.user);
    case namespaces.project:
      return inProject(call, bits, token);
    case namespaces.areas:
      return inArea(call, bits, token);
    case namespaces.hooks:
      return bits === HOOKS_READ ? true : canManageHooks(call.user);
    default:
      throw notModelled(`the security namespace ${namespace}`);
  }
}

const batchSchema = z.object({
  alwaysAllowAdministrators: z.boolean().optional(),
  evaluations: z.array(
    z.object({ securityNamespaceId: z.string(), token: z.string(), permissions: z.number().int(), value: z.boolean().optional() }),
  ),
});

function evaluate(call: Call): Answer {
  const parsed = batchSchema.safeParse(call.body);
  if (!parsed.success) throw refusals.badArgument('evalBatch', 'Value cannot be null.');
  const always = parsed.data.alwaysAllowAdministrators === true && isCollectionAdministrator(call.user);
  const evaluations = parsed.data.evaluations.map((one): Json => ({
    securityNamespaceId: one.securityNamespaceId,
    token: one.token,
    permissions: one.permissions,
    value: always || has(call, one.securityNamespaceId, one.permissions, one.token),
  }));
  return { body: { evaluations, alwaysAllowAdministrators: parsed.data.alwaysAllowAdministrators ?? false } };
}

function permissions(call: Call): Answer {
  const delimiter = call.query.get('delimiter') ?? ',';
  const tokens = (call.query.get('tokens') ?? call.query.get('token') ?? '').split(delimiter);
  const always = call.query.flag('alwaysAllowAdministrators') && isCollectionAdministrator(call.user);
  return { body: tokens.map((token) => always || has(call, param(call, 'securityNamespaceId'), intParam(call, 'permissions'), token)) };
}

export const securityResources: readonly Resource[] = [
  {
    id: 'cf1faa59-1b63-4448-bf04-13d981a46f5d',
    area: 'Security',
    name: 'PermissionEvaluationBatch',
    template: '_apis/{area}/{resource}',
    version: 1,
    released: true,
    scopes: null,
    list: { POST: evaluate },
  },
  {
    id: 'dd3b8bd6-c7fc-4cbd-929a-933d9c011c9d',
    area: 'Security',
    name: 'Permissions',
    template: '_apis/{resource}/{securityNamespaceId}/{permissions}',
    version: 2,
    released: true,
    scopes: null,
    item: { GET: permissions },
  },
];
