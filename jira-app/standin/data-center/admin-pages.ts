/** The administration of apps: a menu from the plugin's own descriptor, and what the decorator `atl.admin` makes around its page. */
import { html } from '../http.ts';
import type { RestAnswer } from '../rest/wire.ts';
import { downloads, pluginKey, sectionsOf, type Plugin, type Section } from './plugin.ts';
import { escaped, notFound, plain, shown, type Viewed } from './shell.ts';
import { userName } from './views.ts';

const resources = `${downloads}${pluginKey}:ui/`;

function administration(plugin: Plugin | null, current: string, main: string): string {
  const own: Section = { title: 'Atlassian Marketplace', items: [{ title: 'Manage apps', path: '/plugins/servlet/upm' }] };
  const sections = [own, ...(plugin === null ? [] : sectionsOf(plugin))].map(({ title, items }) => {
    const links = items.map(
      ({ title: name, path }) => `<li><a href="${path}"${path === current ? ' aria-current="page"' : ''}>${escaped(name)}</a></li>`,
    );
    return `<h2>${escaped(title)}</h2><ul>${links.join('')}</ul>`;
  });
  return `<div class="settings"><nav aria-label="Manage apps">${sections.join('')}</nav><main>${main}</main></div>`;
}

/** @returns null: no such page. */
export function adminPage(viewed: Viewed, plugin: Plugin | null, path: string): RestAnswer | null {
  const known = ['/plugins/servlet/upm', '/plugins/servlet/entente/connections'];
  if (!known.includes(path)) return null;
  // The servlet's own check; the page's calls are checked where they arrive.
  if (!viewed.viewer.admin) return plain(viewed, 'Not allowed', `<h1>${escaped(userName(viewed.viewer))} is no administrator</h1>`, 403);
  if (path === '/plugins/servlet/upm') {
    const listed = plugin === null ? '<p>No apps are installed.</p>' : '<ul><li>Entente</li></ul>';
    return shown(viewed, {
      title: 'Manage apps',
      body: administration(plugin, path, `<div class="plain"><h1>Manage apps</h1><h2>User-installed apps</h2>${listed}</div>`),
    });
  }
  if (plugin === null) return notFound(viewed);
  return shown(viewed, {
    title: 'Connections',
    head: `<meta name="entente-companion" content="${escaped(plugin.companionUrl)}"><link rel="stylesheet" href="${resources}page.css">`,
    body: `${administration(plugin, path, '<div id="root" data-context=""></div>')}<script type="module" src="${resources}page.js"></script>`,
  });
}

/** What the servlet prints for the frame beside an issue: no decorator, and nothing of the issue. */
export function panelPage(plugin: Plugin | null, path: string): RestAnswer | null {
  if (plugin === null || path !== '/plugins/servlet/entente/panel') return null;
  return html(
    200,
    `<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>Entente</title><meta name="entente-companion" content="${escaped(plugin.companionUrl)}"><link rel="icon" href="data:,"><link rel="stylesheet" href="${resources}page.css"></head><body><div id="root" data-context="" data-panel></div><script type="module" src="${resources}page.js"></script></body></html>`,
  );
}
