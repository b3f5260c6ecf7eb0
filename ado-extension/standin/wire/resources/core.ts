/** Connection data, resource areas, projects, teams. */
import { isCollectionAdministrator, canRead, findProject, stableId } from '../../model/organization.ts';
import type { Organization, Project } from '../../model/types.ts';
import { sideBaseOf } from '../../host.ts';
import { addressOf } from '../address.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param } from '../call.ts';
import { HostError, refusals } from '../errors.ts';
import { identityRef, projectJson } from '../represent.ts';
import { projectScopes } from '../scopes.ts';
import type { Json } from '../../json.ts';

/** https://learn.microsoft.com/rest/api/azure/devops/core/projects/list: 100 unless `$top` says otherwise. */
const PROJECTS_PAGE = 100;
const TEAMS_PAGE = 100;

function connectionData(call: Call): Answer {
  const { user, organization } = call;
  const identity = {
    id: user.id,
    descriptor: `Microsoft.IdentityModel.Claims.ClaimsIdentity;${stableId('tenant')}\\${user.uniqueName}`,
    subjectDescriptor: user.descriptor,
    providerDisplayName: user.displayName,
    isActive: true,
    properties: { Account: { $type: 'System.String', $value: user.uniqueName } },
    resourceVersion: 2,
    metaTypeId: 0,
  };
  return {
    body: {
      authenticatedUser: identity,
      authorizedUser: identity,
      instanceId: organization.id,
      deploymentId: stableId('deployment'),
      deploymentType: call.host.flavour === 'server' ? 'onPremises' : 'hosted',
      locationServiceData: {
        serviceOwner: '00025394-6065-48ca-87d9-7f5672854ef7',
        defaultAccessMappingMoniker: 'PublicAccessMapping',
        lastChangeId: 1,
        lastChangeId64: 1,
      },
    },
  };
}

const areas = [
  ['core', '79134c72-4a58-4b42-976c-04e7115f32bf', null],
  ['wit', '5264459e-e5e0-4bd8-b118-0985e68a4ec5', null],
  ['IMS', '8a3d49b8-91f0-46ef-b33d-dda338c25db3', 'vssps'],
  ['Profile', '8ccfef3d-2b87-4e99-8ccb-66e343d2daa8', 'vssps'],
  ['Graph', 'bb1e7ec9-e901-4b68-999a-de7012b920f8', 'vssps'],
  ['ExtensionManagement', '6c2b0933-3600-42ae-bf8b-93d4f7e83594', 'extmgmt'],
] as const;

export function areaLocation(call: Pick<Call, 'host' | 'organization' | 'base'>, areaId: string): string | null {
  const area = areas.find(([name, id]) => id === areaId.toLowerCase() || name.toLowerCase() === areaId.toLowerCase());
  if (area === undefined) return null;
  return `${area[2] === null ? call.base : sideBaseOf(call.host, call.organization, area[2])}/`;
}

function resourceAreas(call: Call): Answer {
  // On-premises there is one host, and the list is null. azure-devops-node-api counts on it.
  if (call.host.flavour === 'server') return { body: { count: 0, value: null } };
  return { body: areas.map(([name, id]) => ({ id, name, locationUrl: areaLocation(call, id) ?? '' })) };
}

function resourceArea(call: Call): Answer {
  const area = areas.find(([, id]) => id === param(call, 'areaId').toLowerCase());
  if (area === undefined) return { body: null };
  return { body: { id: area[1], name: area[0], locationUrl: areaLocation(call, area[1]) ?? '' } };
}

export function readableProject(organization: Organization, call: Pick<Call, 'user'>, idOrName: string): Project {
  const project = findProject(organization, idOrName);
  if (project === null || !canRead(call.user, project)) throw refusals.projectMissing(idOrName);
  return project;
}

/** By name or by number, as enums are read. */
const states = [
  ['unchanged', -2],
  ['all', -1],
  ['new', 0],
  ['wellformed', 1],
  ['deleting', 2],
  ['createpending', 3],
  ['deleted', 4],
] as const;

function listProjects(call: Call): Answer {
  const asked = (call.query.get('stateFilter') ?? 'wellFormed').toLowerCase();
  const filter = states.find(([name, number]) => name === asked || String(number) === asked)?.[0];
  if (filter === undefined) throw refusals.badArgument('stateFilter', `The value '${asked}' is not valid for stateFilter.`);
  const readable = [...call.organization.projects.values()]
    .filter((project) => canRead(call.user, project) && (filter === 'wellformed' || filter === 'all'))
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const top = call.query.integer('$top') ?? PROJECTS_PAGE;
  const skip = call.query.integer('continuationToken') ?? call.query.integer('$skip') ?? 0;
  const page = readable.slice(skip, skip + top);
  const next = skip + page.length;
  return {
    body: page.map((project) => projectJson(addressOf(call), project)),
    headers: next < readable.length && page.length > 0 ? { 'x-ms-continuationtoken': String(next) } : {},
  };
}

function oneProject(call: Call): Answer {
  const project = readableProject(call.organization, call, param(call, 'projectId'));
  const template = { templateName: project.process, templateTypeId: stableId('process', project.process) };
  const url = `${call.base}/_apis/projects/${project.id}`;
  return {
    body: {
      ...projectJson(addressOf(call), project),
      ...(call.query.flag('includeCapabilities')
        ? {
            capabilities: {
              processTemplate: template,
              versioncontrol: { sourceControlType: 'Git', gitEnabled: 'True', tfvcEnabled: 'False' },
            },
          }
        : {}),
      _links: {
        self: { href: url },
        collection: { href: `${call.base}/_apis/projectCollections/${call.organization.id}` },
        web: { href: `${call.base}/${encodeURIComponent(project.name)}` },
      },
      defaultTeam: { id: project.teamId, name: `${project.name} Team`, url: `${url}/teams/${project.teamId}` },
    },
  };
}

const teamJson = (call: Call, project: Project): Json => ({
  id: project.teamId,
  name: `${project.name} Team`,
  url: `${call.base}/_apis/projects/${project.id}/teams/${project.teamId}`,
  description: 'The default project team.',
  identityUrl: `${sideBaseOf(call.host, call.organization, 'vssps')}/_apis/Identities/${project.teamId}`,
  projectName: project.name,
  projectId: project.id,
});

/** https://learn.microsoft.com/rest/api/azure/devops/core/teams/get-teams: 100 unless `$top` says otherwise. */
const paged = <Item>(call: Call, items: readonly Item[]): Item[] => {
  const skip = call.query.integer('$skip') ?? 0;
  return items.slice(skip, skip + (call.query.integer('$top') ?? TEAMS_PAGE));
};

function oneTeam(call: Call): Answer {
  const project = readableProject(call.organization, call, param(call, 'projectId'));
  const wanted = param(call, 'teamId').toLowerCase();
  if (wanted !== project.teamId && wanted !== `${project.name} Team`.toLowerCase()) {
    throw new HostError(404, 'TeamNotFoundException', `The team with ID ${wanted} does not exist.`, { home: 'core' });
  }
  return { body: teamJson(call, project) };
}

function teamMembers(call: Call): Answer {
  const project = readableProject(call.organization, call, param(call, 'projectId'));
  const members = [...call.organization.users.values()].filter((user) => canRead(user, project));
  return {
    body: paged(call, members).map((user) => ({
      ...(isCollectionAdministrator(user) ? { isTeamAdmin: true } : {}),
      identity: identityRef(addressOf(call), user),
    })),
  };
}

export const coreResources: readonly Resource[] = [
  {
    id: '00d9565f-ed9c-4a06-9a50-00e7896ccab4',
    area: 'Location',
    name: 'ConnectionData',
    template: '_apis/{resource}',
    version: 1,
    released: false,
    scopes: null,
    list: { GET: connectionData },
  },
  {
    id: 'e81700f7-3be2-46de-8624-2eb35882fcaa',
    area: 'Location',
    name: 'ResourceAreas',
    template: '_apis/{resource}/{areaId}',
    unmodelled: ['hostId', 'enterpriseName', 'organizationName'],
    version: 1,
    released: false,
    scopes: null,
    list: { GET: resourceAreas },
    item: { GET: resourceArea },
  },
  {
    id: '603fe2ac-9723-48b9-88ad-09305aa6c6e1',
    area: 'core',
    name: 'projects',
    template: '_apis/{resource}/{*projectId}',
    unmodelled: ['getDefaultTeamImageUrl', 'includeHistory'],
    version: 4,
    released: true,
    scopes: projectScopes,
    list: { GET: listProjects },
    item: { GET: oneProject },
  },
  {
    id: 'd30a3dd1-f8ba-442a-b86a-bd0c0c383e59',
    area: 'core',
    name: 'teams',
    template: '_apis/projects/{projectId}/{resource}/{teamId}',
    unmodelled: ['$mine', '$expandIdentity'],
    version: 3,
    released: true,
    scopes: projectScopes,
    list: { GET: (call) => ({ body: paged(call, [teamJson(call, readableProject(call.organization, call, param(call, 'projectId')))]) }) },
    item: { GET: oneTeam },
  },
  {
    id: '7a4d9ee9-3433-4347-b47a-7a80f1cf307e',
    area: 'core',
    name: 'teams',
    template: '_apis/{resource}',
    unmodelled: ['$mine', '$expandIdentity'],
    version: 3,
    released: false,
    scopes: projectScopes,
    list: {
      GET: (call) => ({
        body: paged(
          call,
          [...call.organization.projects.values()]
            .filter((project) => canRead(call.user, project))
            .map((project) => teamJson(call, project)),
        ),
      }),
    },
  },
  {
    id: '294c494c-2600-4d7e-b76c-3dd50c3c95be',
    area: 'core',
    name: 'members',
    template: '_apis/projects/{projectId}/teams/{teamId}/{resource}',
    version: 2,
    released: true,
    scopes: projectScopes,
    list: { GET: teamMembers },
  },
];
