/** What Jira makes of a plugin's descriptor: sections and items of its menus, panels of its issue view, and the files it serves for it. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { text } from '../http.ts';
import type { RestAnswer } from '../rest/wire.ts';
import { escaped } from './shell.ts';

export interface Plugin {
  /** The files of the jar's `ui`. */
  readonly uiFolder: string;
  /** `atlassian-plugin.xml` and what it names beside them. */
  readonly descriptorFolder: string;
  /** What was built into its servlet; '' where nothing was. */
  readonly companionUrl: string;
}

export const pluginKey = 'org.entente.jira';
export const downloads = '/download/resources/';
const menu = 'admin_plugins_menu';

export interface Section {
  readonly title: string;
  readonly items: readonly { readonly title: string; readonly path: string }[];
}

const elements = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}\\b[^]*?</${name}>`, 'g'))].map(([whole]) => whole);
const empties = (xml: string, name: string): readonly string[] =>
  [...xml.matchAll(new RegExp(`<${name}\\b[^>]*/>`, 'g'))].map(([whole]) => whole);
const attribute = (xml: string, name: string): string => new RegExp(`^<[^>]*\\b${name}="([^"]*)"`).exec(xml)?.[1] ?? '';

const read = ({ descriptorFolder }: Plugin, name: string): string => readFileSync(join(descriptorFolder, name), 'utf8');
const descriptor = (plugin: Plugin): string => read(plugin, 'atlassian-plugin.xml');

function label(plugin: Plugin, element: string): string {
  const key = /<label key="([^"]*)"/.exec(element)?.[1] ?? '';
  const line = read(plugin, 'entente.properties')
    .split('\n')
    .find((one) => one.startsWith(`${key}=`));
  return line?.slice(key.length + 1).trim() ?? key;
}

/** https://developer.atlassian.com/server/jira/platform/web-section/ and …/web-item/ */
export function sectionsOf(plugin: Plugin): readonly Section[] {
  const xml = descriptor(plugin);
  const items = elements(xml, 'web-item');
  return elements(xml, 'web-section')
    .filter((section) => attribute(section, 'location') === menu)
    .map((section) => ({
      title: label(plugin, section),
      items: items
        .filter((item) => attribute(item, 'section') === `${menu}/${attribute(section, 'key')}`)
        .map((item) => ({ title: label(plugin, item), path: /<link[^>]*>([^<]*)</.exec(item)?.[1] ?? '' })),
    }));
}

const loggedIn = 'com.atlassian.jira.plugin.webfragment.conditions.UserLoggedInCondition';

/** https://developer.atlassian.com/server/jira/platform/web-panel/ : of the conditions and templates, those that the plugin uses. */
export function panelsOf(plugin: Plugin | null, location: string): string {
  if (plugin === null) return '';
  return elements(descriptor(plugin), 'web-panel')
    .filter((panel) => attribute(panel, 'location') === location)
    .map((panel) => {
      const condition = /<condition class="([^"]*)"/.exec(panel)?.[1];
      const view = empties(panel, 'resource').find((one) => attribute(one, 'name') === 'view') ?? '';
      if ((condition !== undefined && condition !== loggedIn) || attribute(view, 'type') !== 'static')
        throw new Error(`The stand-in does not model this web panel: ${panel}`);
      const title = escaped(label(plugin, panel));
      return `<section class="module" aria-label="${title}"><h2>${title}</h2>${read(plugin, attribute(view, 'location'))}</section>`;
    })
    .join('');
}

/** https://developer.atlassian.com/server/jira/platform/web-resource/ : scripts of a page's context, at its end. */
export function scriptsOf(plugin: Plugin | null, context: string): string {
  if (plugin === null) return '';
  return elements(descriptor(plugin), 'web-resource')
    .filter((one) => one.includes(`<context>${context}</context>`))
    .flatMap((one) =>
      empties(one, 'resource').map(
        (file) => `<script src="${downloads}${pluginKey}:${attribute(one, 'key')}/${attribute(file, 'name')}"></script>`,
      ),
    )
    .join('');
}

const types: { readonly [ending: string]: string } = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

/** A file that the descriptor lets be downloaded, by its module and name. */
export function resource(plugin: Plugin | null, path: string): RestAnswer {
  const file = plugin === null ? null : fileOf(plugin, path);
  if (file === null || !existsSync(file)) return text(404, 'text/plain', 'Not found');
  return text(200, types[file.split('.').at(-1) ?? ''] ?? 'application/octet-stream', readFileSync(file, 'utf8'));
}

function fileOf(plugin: Plugin, path: string): string | null {
  const [, key, module, name] = /^\/download\/resources\/([^:/]+):([^/]+)\/([^/]+)$/.exec(path) ?? [];
  const owner = elements(descriptor(plugin), 'web-resource').find((one) => attribute(one, 'key') === module);
  const file = empties(owner ?? '', 'resource').find((one) => attribute(one, 'name') === name);
  if (key !== pluginKey || file === undefined) return null;
  const location = attribute(file, 'location');
  return location.startsWith('ui/') ? join(plugin.uiFolder, location.slice(3)) : join(plugin.descriptorFolder, location);
}
