/**
 * Asks the site's admin, in Atlassian's own dialog, to let the app's functions call a partner's host.
 *
 * 1. What the admin has already allowed is not asked again.
 * 2. Partners share groups, each as full as it may be: an installation has ten groups of ten domains.
 * 3. A group is saved with all its domains: whether saving replaces or adds, none is lost.
 *
 * https://developer.atlassian.com/platform/forge/apis-reference/customer-managed-egress-and-remotes-api/
 */
import { permissions } from '@forge/bridge';

type EgressGroup = Parameters<typeof permissions.egress.set>[0]['egresses'][number];
type Domain = EgressGroup['configured'][number];

const domainsAGroup = 10;
/** From the app's functions, never from the browser. The bridge does not export its enum to pages. */
const backendOnly = ['FETCH_BACKEND_SIDE'] as unknown as Domain['type'];

export async function allowHost(url: string, description: string): Promise<'allowed' | 'declined'> {
  const { origin } = new URL(url);
  const groups = await allowedGroups();
  if (groups.some((group) => group.configured.some((one) => one.domain === origin))) return 'allowed';
  try {
    await permissions.egress.set({ egresses: [withDomain(groups, origin, description)] });
  } catch {
    // The bridge rejects where the admin declines, and tells that apart from nothing else.
    return 'declined';
  }
  return 'allowed';
}

async function allowedGroups(): Promise<readonly EgressGroup[]> {
  const found: EgressGroup[] = [];
  for (let nextPageToken: string | undefined; ;) {
    const page = await permissions.egress.get(nextPageToken === undefined ? {} : { nextPageToken });
    found.push(...page.results);
    nextPageToken = page.lastEvaluatedKey;
    if (nextPageToken === undefined || nextPageToken === '') return found;
  }
}

function withDomain(groups: readonly EgressGroup[], domain: string, description: string): EgressGroup {
  const added: Domain = { domain, type: backendOnly };
  const room = groups.find((group) => group.key.startsWith('partners-') && group.configured.length < domainsAGroup);
  if (room !== undefined) return { key: room.key, description: room.description, configured: [...room.configured, added] };
  let number = 1;
  while (groups.some((group) => group.key === `partners-${number}`)) number += 1;
  return { key: `partners-${number}`, description, configured: [added] };
}
