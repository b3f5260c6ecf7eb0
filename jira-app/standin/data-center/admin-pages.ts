/** The administration of apps: a menu from the plugin's own descriptor, and what the decorator `atl.admin` makes around its page. */
import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { text } from '../http.ts';
import type { RestAnswer } from '../rest/wire.ts';
import { escaped, notFound, plain, shown, type Viewed } from './shell.ts';
import { userName } from './views.ts';

export interface Plugin {
  /** The files of the jar's `ui`. */
  readonly uiFolder: string;
  /** `atlassian-plugin.xml` and the texts that it names. */
  readonly descriptorFolder: string;
  /** What was built into its servlet; '' where nothing was. */
  readonly companionUrl: string;
}

export const resources = '/download/resources/org.entente.jira:ui/';
const menu = 'admin_plugins_menu';

interface Section {
  readonly title: string;
  readonly items: readonly { readonly title: string; readonly path: string }[];
}

const elements = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}\\b[^]*?</${name}>`, 'g'))].map(([whole]) => whole);
const attribute = (xml: string, name: string): string => new RegExp(`^<[^>]*\\b${name}="([^"]*)"`).exec(xml)?.[1] ?? '';

/** https://developer.atlassian.com/server/jira/platform/web-section/ and …/web-item/ */
function sectionsOf({ descriptorFolder }: Plugin): readonly Section[] {
  const xml = readFileSync(join(descriptorFolder, 'atlassian-plugin.xml'), 'utf8');
  const texts = readFileSync(join(descriptorFolder, 'entente.properties'), 'utf8');
  const label = (element: string): string => {
    const key = /<label key="([^"]*)"/.exec(element)?.[1] ?? '';
    const line = texts.split('\n').find((one) => one.startsWith(`${key}=`));
    return line?.slice(key.length + 1).trim() ?? key;
  };
  const items = elements(xml, 'web-item');
  return elements(xml, 'web-section')
    .filter((section) => attribute(section, 'location') === menu)
    .map((section) => ({
      title: label(section),
      items: items
        .filter((item) => attribute(item, 'section') === `${menu}/${attribute(section, 'key')}`)
        .map((item) => ({ title: label(item), path: /<link[^>]*>([^<]*)</.exec(item)?.[1] ?? '' })),
    }));
}

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

const types: { readonly [ending: string]: string } = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

export function resource(plugin: Plugin | null, path: string): RestAnswer {
  const name = normalize(path.slice(resources.length));
  const file = join(plugin?.uiFolder ?? '', name);
  if (plugin === null || name.startsWith('..') || !existsSync(file)) return text(404, 'text/plain', 'Not found');
  return text(200, types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', readFileSync(file, 'utf8'));
}
