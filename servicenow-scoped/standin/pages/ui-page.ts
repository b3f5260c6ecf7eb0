/**
 * UI pages of the application, and the scripts they load.
 *
 * 1. The page is the record's; only what the host itself puts into it is put in here. What is left of the host's markup that
 *    the stand-in does not know is an error, not a page.
 */
import type { HttpAnswer } from '../http.ts';
import { html, notModelled } from '../http.ts';
import type { Instance } from '../instance.ts';

/** Scripts of the host by the name under which pages require them; the rest of them is nothing that pages here use. */
const required: Readonly<Record<string, string>> = {
  'scripts/doctype/CustomEventManager.js': '/standin/custom-events.js',
  'scripts/lib/prototype.js': '/standin/prototype.js',
};

const known = new Set([
  'scripts/doctype/functions_bootstrap14.js', 'scripts/classes/ajax/GlideURL.js', 'scripts/classes/ajax/GlideAjax.js', 'scripts/classes/GlideUser.js', 'scripts/polaris_theme_refresh_observer.js',
]); // prettier-ignore

function requires(page: string): string {
  return page.replaceAll(/<g2?:requires name="([^"]*)"[^>]*?(?:\/>|>\s*<\/g2?:requires>)/g, (whole, name: string) => {
    const src = required[name];
    if (src !== undefined) return `<script src="${src}"></script>`;
    return known.has(name) ? '' : whole;
  });
}

const values = (token: string): readonly (readonly [RegExp, string])[] => [
  [/\$\[gs\.getSession\(\)\.getSessionToken\(\)[^\]]*\]/g, token],
  [/\$\[UxFrameworkScriptables\.getFlushTimestamp\(\)\]/g, '1'],
  [/\$\[sn_ui\.PolarisUI\.getThemeVariableCssCacheKey\(\)\]/g, '1'],
  [/\$\[AMP\]/g, '&amp;'],
  [/<g2:client_script type="user">\s*<\/g2:client_script>/g, ''],
  [/<link rel="preload"[^>]*?(?:\/>|>\s*<\/link>)/g, ''],
  [/<script type="module" src="\/uxasset\/externals\/@devsnc\/library-uxf\/index\.jsdbx">\s*<\/script>/g, ''],
  [/href="\/\$uxappimmutables\.do[^"]*"/g, 'href="/standin/theme.css"'],
  [/<\/link>/g, ''],
];

export function uiPage(instance: Instance, endpoint: string, token: string): HttpAnswer | null {
  const page = instance.app?.records('sys_ui_page').find((one) => one['endpoint'] === endpoint);
  if (page === undefined) return null;
  const text = values(token).reduce((made, [pattern, value]) => made.replaceAll(pattern, value), requires(page['html'] ?? ''));
  const left = /<\/?(?:g2?|j2?):[^>]*>|\$\[[^\]]*\]/.exec(text)?.[0];
  return left === undefined ? html(200, `<!doctype html>${text}`) : notModelled(`${left} in UI pages`);
}

/** `/uxasset/externals/{name}.jsdbx`, from the application's sys_ux_lib_asset. */
export function asset(instance: Instance, path: string): HttpAnswer | null {
  const name = /^\/uxasset\/externals\/(.+)\.jsdbx$/.exec(path)?.[1];
  const found =
    name === undefined ? undefined : instance.app?.records('sys_ux_lib_asset').find((one) => one['name'] === decodeURIComponent(name));
  if (found === undefined) return null;
  return {
    status: 200,
    bytes: Buffer.from(found['content'] ?? ''),
    type: `${found['mime_type'] ?? 'application/javascript'};charset=UTF-8`,
    headers: { 'cache-control': 'no-store' },
  };
}
