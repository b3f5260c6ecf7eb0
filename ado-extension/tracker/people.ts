import { faultError, type Person } from '@entente/core';
import { connectionDataSchema, identitiesSchema, identityMailsSchema, resourceAreaSchema, type Identity } from './answers.schema.ts';
import type { Client } from './client.ts';
import type * as z from 'zod';

export type ConnectionData = z.infer<typeof connectionDataSchema>;

/** Who the organisation says an anonymous caller is. */
const ANONYMOUS = 'aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa';
/** The resource area of identities (https://learn.microsoft.com/azure/devops/extend/develop/work-with-urls). */
const IDENTITIES = '8a3d49b8-91f0-46ef-b33d-dda338c25db3';

/** Who is asking and which organisation answers. Throws `tracker.unauthorized` where it takes the caller for nobody. */
export async function readConnectionData(client: Client): Promise<ConnectionData> {
  const { data } = await client.json(
    { method: 'GET', path: '/_apis/connectionData', query: { connectOptions: 'none' }, preview: [1, 1] },
    connectionDataSchema,
  );
  if (data.authenticatedUser.id === ANONYMOUS) throw faultError({ whose: 'tracker', code: 'tracker.unauthorized', detail: 'anonymous' });
  return data;
}

export function personOf({ authenticatedUser }: ConnectionData): Person {
  const account = authenticatedUser.properties?.Account?.$value;
  const name = authenticatedUser.customDisplayName ?? authenticatedUser.providerDisplayName ?? account ?? authenticatedUser.id;
  return { id: authenticatedUser.id, name, email: emailOf(account) };
}

export function toPerson(identity: Identity | undefined): Person | null {
  if (identity === undefined || identity === null) return null;
  return { id: identity.id, name: identity.displayName, email: emailOf(identity.uniqueName) };
}

/** A unique name is an e-mail address for most, `DOMAIN\name` for accounts of a Server. */
function emailOf(name: string | undefined): string | null {
  return name !== undefined && /^[^\s\\@]+@[^\s@]+$/.test(name) ? name : null;
}

/** https://learn.microsoft.com/rest/api/azure/devops/ims/identities/read-identities */
export async function findUserByEmail(client: Client, email: string): Promise<Person | null> {
  const query = { searchFilter: 'MailAddress', filterValue: email, queryMembership: 'None' };
  const { data } = await client.json(
    { method: 'GET', path: '/_apis/identities', query, base: await identitiesBase(client) },
    identitiesSchema,
  );
  const [only, another] = data.value.filter((one) => one !== null).filter(({ isActive }) => isActive !== false);
  if (only === undefined || another !== undefined) return null;
  return { id: only.id, name: only.customDisplayName ?? only.providerDisplayName ?? email, email };
}

/** Of the person with this identity id. https://learn.microsoft.com/rest/api/azure/devops/ims/identities/read-identities */
export async function emailOfIdentity(client: Client, identityId: string): Promise<string | null> {
  if (!/^[0-9a-f-]{36}$/i.test(identityId)) return null;
  const query = { identityIds: identityId, queryMembership: 'None' };
  const call = { method: 'GET', path: '/_apis/identities', query, base: await identitiesBase(client) } as const;
  const { data } = await client.json(call, identityMailsSchema);
  const properties = data.value[0]?.properties;
  return emailOf(properties?.Mail?.$value) ?? emailOf(properties?.Account?.$value);
}

/** On Services identities live on another host of the vendor's; the credentials go to no host beside these. */
async function identitiesBase(client: Client): Promise<string> {
  const { data } = await client.json({ method: 'GET', path: `/_apis/resourceAreas/${IDENTITIES}`, preview: [1, 1] }, resourceAreaSchema);
  if (data === null) return client.instanceUrl;
  const there = new URL(data.locationUrl);
  const here = new URL(client.instanceUrl);
  const vendors =
    there.protocol === 'https:' && here.hostname === 'dev.azure.com' && /(^|\.)(dev\.azure|visualstudio)\.com$/.test(there.hostname);
  return there.origin === here.origin || vendors ? data.locationUrl.replace(/\/$/, '') : client.instanceUrl;
}
