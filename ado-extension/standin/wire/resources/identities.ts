/** Identities and profiles: on Services on a host of their own. https://learn.microsoft.com/rest/api/azure/devops/ims/identities/read-identities */
import type { Json } from '../../json.ts';
import { stableId } from '../../model/organization.ts';
import type { Organization, User } from '../../model/types.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';
import { identityScopes } from '../scopes.ts';
import { wireDate } from '../../json.ts';

const property = (value: string): Json => ({ $type: 'System.String', $value: value });

const legacyDescriptor = (user: User): string => `Microsoft.IdentityModel.Claims.ClaimsIdentity;${stableId('tenant')}\\${user.uniqueName}`;

function identityJson(user: User): Json {
  return {
    id: user.id,
    descriptor: legacyDescriptor(user),
    subjectDescriptor: user.descriptor,
    providerDisplayName: user.displayName,
    isActive: true,
    members: [],
    memberOf: [],
    memberIds: [],
    properties: {
      SchemaClassName: property('User'),
      Description: property(''),
      Domain: property(stableId('tenant')),
      Account: property(user.uniqueName),
      ...(user.email === null ? {} : { Mail: property(user.email) }),
    },
    resourceVersion: 2,
    metaTypeId: 0,
  };
}

function search(organization: Organization, filter: string, value: string): readonly User[] {
  const wanted = value.toLowerCase();
  const users = [...organization.users.values()];
  switch (filter.toLowerCase()) {
    case 'general':
      return users.filter(
        (user) =>
          [user.displayName, user.uniqueName, user.email ?? ''].some((text) => text.toLowerCase() === wanted) ||
          user.displayName.toLowerCase().startsWith(wanted),
      );
    case 'mailaddress':
      return users.filter((user) => user.email?.toLowerCase() === wanted);
    case 'accountname':
      return users.filter((user) => user.uniqueName.toLowerCase() === wanted);
    case 'displayname':
      return users.filter((user) => user.displayName.toLowerCase() === wanted);
    default:
      throw notModelled(`the identity search filter ${filter}`);
  }
}

function list(call: Call): Answer {
  const by = (name: string, matches: (user: User, wanted: string) => boolean): readonly Json[] | null => {
    const wanted = call.query.list(name);
    if (wanted === null) return null;
    const users = [...call.organization.users.values()];
    return wanted.map((text) => {
      const user = users.find((candidate) => matches(candidate, text));
      return user === undefined ? null : identityJson(user);
    });
  };
  const found =
    by('identityIds', (user, id) => user.id === id.toLowerCase()) ??
    by('subjectDescriptors', (user, descriptor) => user.descriptor === descriptor) ??
    by('descriptors', (user, descriptor) => legacyDescriptor(user) === descriptor || user.descriptor === descriptor);
  if (found !== null) return { body: found };
  const filter = call.query.get('searchFilter');
  const value = call.query.get('filterValue');
  if (filter === null || value === null) throw refusals.badArgument('searchFilter', 'Value cannot be null.');
  return { body: search(call.organization, filter, value).map(identityJson) };
}

function one(call: Call): Answer {
  const user = call.organization.users.get(param(call, 'identityId').toLowerCase());
  if (user === undefined)
    throw new HostError(404, 'IdentityNotFoundException', `TF14045: The identity ${param(call, 'identityId')} could not be found.`, {
      home: 'framework',
    });
  return { body: identityJson(user) };
}

function profile(call: Call): Answer {
  const wanted = param(call, 'id');
  if (wanted.toLowerCase() !== 'me' && wanted !== call.user.id) throw notModelled('profiles of others');
  const { user } = call;
  return {
    body: {
      displayName: user.displayName,
      publicAlias: user.id,
      emailAddress: user.email ?? user.uniqueName,
      coreRevision: 1,
      timeStamp: wireDate(call.organization.now()),
      id: user.id,
      revision: 1,
    },
  };
}

const common = { released: true } as const;

export const identityResources: readonly Resource[] = [
  {
    ...common,
    id: '28010c54-d0c0-4c89-a5b0-1c9e188b9fb7',
    area: 'IMS',
    name: 'Identities',
    template: '_apis/{resource}/{identityId}',
    version: 1,
    scopes: identityScopes,
    list: { GET: list },
    item: { GET: one },
  },
  {
    ...common,
    id: 'f83735dc-483f-4238-a291-d45f6080a9af',
    area: 'Profile',
    name: 'Profiles',
    template: '_apis/{area}/{resource}/{id}',
    version: 3,
    scopes: { read: ['vso.profile'], write: ['vso.profile_write'] },
    item: { GET: profile },
  },
];
