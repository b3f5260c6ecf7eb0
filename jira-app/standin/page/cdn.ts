/**
 * Serves the app's Custom UI from an origin of its own, with the content security policy of the real one and the bridge
 * put first into every page.
 */
import { readFile } from 'node:fs/promises';
import { extname, join, normalize, resolve, sep } from 'node:path';
import { CSPInjectionService } from '@forge/csp';
import type { Manifest } from '../forge/manifest.ts';
import { text } from '../http.ts';
import type { RestAnswer } from '../rest/wire.ts';
import { script, themeStyles } from './scripts.ts';

const types: { readonly [extension: string]: string } = {
  '.html': 'text/html;charset=UTF-8',
  '.js': 'text/javascript;charset=UTF-8',
  '.mjs': 'text/javascript;charset=UTF-8',
  '.css': 'text/css;charset=UTF-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

const quoted = (values: readonly string[]) => values.map((value) => `'${value}'`);

export function policy(manifest: Manifest, siteUrl: string): string {
  const directives = new CSPInjectionService().getInjectableCSP({
    existingCSPDetails: {
      'style-src': quoted(manifest.content.styles),
      'script-src': quoted(manifest.content.scripts),
      'connect-src': [],
      'font-src': [],
      'frame-src': [],
      'img-src': [],
      'media-src': [],
    },
    microsEnv: 'prod',
    hostname: siteUrl,
  });
  // Reports would go to the vendor's host.
  return directives.filter((directive) => !directive.startsWith('report-uri')).join('; ');
}

const withBridge = (page: string) => page.replace(/<head[^>]*>/i, (head) => `${head}<script src="/__bridge.js"></script>`);

export interface CdnParts {
  readonly manifest: Manifest;
  readonly resourcesRoot: string;
  readonly siteUrl: () => string;
}

/** @param path `/{resource}/{file}` */
export async function cdnAnswer(parts: CdnParts, path: string): Promise<RestAnswer> {
  if (path === '/__bridge.js') return text(200, 'text/javascript', script('bridge'));
  const theme = /^\/__theme\/(\w+)\.css$/.exec(path)?.[1];
  if (theme !== undefined) {
    const css = themeStyles(theme);
    return css === null ? text(404, 'text/plain', 'Not found') : text(200, 'text/css', css);
  }
  const [, key = '', ...rest] = path.split('/');
  const resource = parts.manifest.resources.find((one) => one.key === key);
  if (resource === undefined) return text(404, 'text/plain', 'Not found');
  const root = resolve(parts.resourcesRoot, resource.path);
  const file = normalize(join(root, rest.map(decodeURIComponent).join('/') || 'index.html'));
  if (!file.startsWith(root + sep)) return text(404, 'text/plain', 'Not found');
  try {
    const bytes = await readFile(file);
    const type = types[extname(file)] ?? 'application/octet-stream';
    const isPage = extname(file) === '.html';
    return {
      status: 200,
      headers: {
        'content-type': type,
        'cache-control': 'no-store',
        'x-content-type-options': 'nosniff',
        ...(isPage ? { 'content-security-policy': policy(parts.manifest, parts.siteUrl()) } : {}),
      },
      bytes: isPage ? Buffer.from(withBridge(bytes.toString('utf8'))) : bytes,
    };
  } catch {
    return text(404, 'text/plain', `Not found: ${path}. Has the app's page been built?`);
  }
}
