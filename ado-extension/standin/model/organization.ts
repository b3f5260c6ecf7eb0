import { createHash, randomUUID } from 'node:crypto';
import { defaultUsers } from '../options.ts';
import type { OrganizationOptions, ProjectOptions, Role, UserOptions } from '../options.ts';
import type { Change, Organization, Project, User } from './types.ts';

/** The same name gives the same id in every run, so that screenshots and links stay comparable. */
export function stableId(...parts: readonly string[]): string {
  const hex = createHash('sha256').update(parts.join('\n')).digest('hex');
  return [hex.slice(0, 8), hex.slice(8, 12), '4' + hex.slice(13, 16), 'a' + hex.slice(17, 20), hex.slice(20, 32)].join('-');
}

/** A Server's people are a Windows domain's; those of Services a directory's. */
function uniqueNameOf(organization: string, { account }: UserOptions, email: string | null, flavour: 'services' | 'server'): string {
  return flavour === 'server' ? `CORP\\${account}` : (email ?? `${account}_directory.${organization}.example#EXT#`);
}

function makeUser(organization: string, options: UserOptions, flavour: 'services' | 'server'): User {
  const email = options.email?.replace('{org}', organization) ?? null;
  const id = stableId('user', organization, options.account);
  return {
    id,
    account: options.account,
    displayName: options.displayName,
    email,
    uniqueName: uniqueNameOf(organization, options, email, flavour),
    descriptor: (flavour === 'server' ? 'win.' : 'aad.') + Buffer.from(id).toString('base64url'),
    options,
  };
}

function makeProject(organization: Organization, options: ProjectOptions): Project {
  const id = stableId('project', organization.name, options.name);
  const project: Project = {
    id,
    name: options.name,
    description: options.description ?? '',
    process: options.process ?? 'Agile',
    revision: 11,
    lastUpdated: organization.now(),
    teamId: stableId('team', id),
    nodes: [],
    tags: new Map(),
  };
  addNode(organization, project, 'area', options.name);
  for (const area of options.areas ?? []) addNode(organization, project, 'area', `${options.name}\\${area}`);
  addNode(organization, project, 'iteration', options.name);
  for (const sprint of ['Iteration 1', 'Iteration 2']) addNode(organization, project, 'iteration', `${options.name}\\${sprint}`);
  return project;
}

function addNode(organization: Organization, project: Project, kind: 'area' | 'iteration', path: string): void {
  organization.counters.node += 1;
  const name = path.slice(path.lastIndexOf('\\') + 1);
  project.nodes.push({ id: organization.counters.node, identifier: stableId(kind, project.id, path), name, kind, path });
}

/** https://learn.microsoft.com/azure/devops/organizations/settings/work/object-limits */
const attachmentLimits = { services: 60 * 1024 * 1024, server: 4 * 1024 * 1024 } as const;

export function makeOrganization(
  options: OrganizationOptions,
  now: () => number,
  flavour: 'services' | 'server' = 'services',
): Organization {
  const organization: Organization = {
    id: stableId('organization', options.name),
    name: options.name,
    now,
    users: new Map(),
    projects: new Map(),
    workItems: new Map(),
    journal: [],
    comments: new Map(),
    attachments: new Map(),
    attachmentLimit: attachmentLimits[flavour],
    subscriptions: new Map(),
    listeners: [],
    required: [],
    counters: { workItem: 0, comment: 0, watermark: 0, relation: 65_000, node: 0 },
  };
  for (const user of options.users ?? defaultUsers) {
    const made = makeUser(options.name, user, flavour);
    organization.users.set(made.id, made);
  }
  for (const project of options.projects ?? [{ name: 'Fabrikam' }, { name: 'Tailspin', process: 'Basic' as const }]) {
    const made = makeProject(organization, project);
    organization.projects.set(made.id, made);
  }
  return organization;
}

/** By id or, in any case of letters, by name. */
export function findProject(organization: Organization, idOrName: string): Project | null {
  const wanted = idOrName.toLowerCase();
  for (const project of organization.projects.values()) {
    if (project.id === wanted || project.name.toLowerCase() === wanted) return project;
  }
  return null;
}

/** By id, descriptor, account, mail address, unique name, display name, or `Name <mail>`. Null: nobody, or more than one. */
export function findUser(organization: Organization, text: string): User | null {
  const inBrackets = /<([^>]+)>\s*$/.exec(text)?.[1];
  const wanted = (inBrackets ?? text).trim().toLowerCase();
  const exact = [...organization.users.values()].filter((user) =>
    [user.id, user.descriptor.toLowerCase(), user.account, user.uniqueName.toLowerCase(), user.email?.toLowerCase()].includes(wanted),
  );
  if (exact[0] !== undefined) return exact[0];
  const named = [...organization.users.values()].filter((user) => user.displayName.toLowerCase() === wanted);
  return named.length === 1 ? (named[0] ?? null) : null;
}

export function userOf(organization: Organization, id: string): User {
  const user = organization.users.get(id);
  if (user === undefined) throw new Error(`no user ${id} in ${organization.name}`);
  return user;
}

export function roleIn(user: User, project: Project): Role {
  if (user.options.role === 'administrator') return 'administrator';
  return user.options.projects?.[project.name] ?? user.options.role;
}

export const isCollectionAdministrator = (user: User): boolean => user.options.role === 'administrator';
export const canRead = (user: User, project: Project): boolean => roleIn(user, project) !== 'none';
export const canWrite = (user: User, project: Project): boolean => ['administrator', 'contributor'].includes(roleIn(user, project));
export const canBypassRules = (user: User): boolean => isCollectionAdministrator(user) || user.options.bypassRules === true;
export const canManageHooks = (user: User): boolean => isCollectionAdministrator(user) || user.options.manageHooks === true;

export function announce(organization: Organization, change: Change): void {
  for (const listener of organization.listeners) listener(change);
}

export const newGuid = (): string => randomUUID();
