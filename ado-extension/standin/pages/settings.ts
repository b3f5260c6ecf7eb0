/** `/{organization}/_settings/{publisher}.{extension}.{hub}`: the organization settings with the extension's hub. */
import type { Host } from '../host.ts';
import type { Organization, User } from '../model/types.ts';
import { frameContext } from './frame-context.ts';
import { html, scriptJson } from './html.ts';
import { shell } from './shell.ts';

const groups: readonly { readonly name: string; readonly entries: readonly string[] }[] = [
  { name: 'General', entries: ['Overview', 'Projects', 'Users', 'Extensions'] },
  { name: 'Security', entries: ['Policies', 'Permissions'] },
  { name: 'Boards', entries: ['Process'] },
];

/** What people call an organization is a collection on a Server. */
export const settingsName = (host: Host): string => (host.flavour === 'server' ? 'Collection settings' : 'Organization settings');

export function settingsPage(host: Host, organization: Organization, user: User, hubId: string): string | null {
  const { extension } = host;
  const hub = extension?.hubs.find((candidate) => candidate.id.toLowerCase() === hubId.toLowerCase());
  if (extension === null || hub === undefined) return null;
  const menu = groups.map(
    (group) =>
      html`<h2>${group.name}</h2>
        <ul>
          ${group.entries.map((entry) => html`<li>${entry}</li>`)}
        </ul>`,
  );
  const hubs = extension.hubs.map(
    (one) => html`<li class="${one === hub ? 'selected' : ''}"><a href="/${organization.name}/_settings/${one.id}">${one.name}</a></li>`,
  );
  return shell({
    title: `${hub.name} - Settings - ${organization.name}`,
    organization,
    user,
    crumbs: [
      { text: organization.name, url: `/${organization.name}` },
      { text: 'Settings', url: `/${organization.name}/_settings` },
      { text: hub.name, url: `/${organization.name}/_settings/${hub.id}` },
    ],
    script: null,
    data: null,
    frame: scriptJson(frameContext(host, extension, hub, organization, user)),
    body: html`<div class="settings">
      <nav aria-label="${settingsName(host)}">
        <h1>${settingsName(host)}</h1>
        ${menu}
        <h2>Extensions</h2>
        <ul>
          ${hubs}
        </ul>
      </nav>
      <div id="hub"></div>
    </div>`,
  });
}
