/** https://learn.microsoft.com/azure/devops/organizations/security/namespace-reference */
import { permissionsSchema } from './answers.schema.ts';
import { segment, type Client } from './client.ts';

interface Permission {
  readonly namespace: string;
  readonly bit: number;
}

/** CSS, WORK_ITEM_WRITE: "Edit work items in this node", asked of a project's root area. */
export const EDIT_WORK_ITEMS: Permission = { namespace: '83e28ad4-2d72-4ceb-97b0-c7726d5502c3', bit: 32 };
/** Collection, GENERIC_WRITE: "Edit instance-level information", which Project Collection Administrators hold. */
export const ADMINISTER_COLLECTION: Permission = { namespace: '3e65f728-f8bc-4ecd-8764-7e378b19bfa7', bit: 2 };
export const COLLECTION_TOKEN = 'NAMESPACE:';

/** Whether the caller holds the permission on each token, in their order. */
export async function holds(client: Client, { namespace, bit }: Permission, tokens: readonly string[]): Promise<readonly boolean[]> {
  const path = `/_apis/permissions/${segment(namespace)}/${bit}`;
  const query = { tokens: tokens.join(','), delimiter: ',', alwaysAllowAdministrators: false };
  const { data } = await client.json({ method: 'GET', path, query }, permissionsSchema);
  return tokens.map((_, i) => data.value[i] === true);
}
