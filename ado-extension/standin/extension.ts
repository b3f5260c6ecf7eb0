/** The installed extension, from its manifest: which hub to show, and which of its files are served. */
import { readFileSync } from 'node:fs';
import { dirname, normalize, resolve, sep } from 'node:path';
import * as z from 'zod';
import type { ExtensionOptions } from './options.ts';

const manifestSchema = z.object({
  id: z.string(),
  publisher: z.string(),
  version: z.string(),
  name: z.string(),
  scopes: z.array(z.string()).optional(),
  files: z.array(z.object({ path: z.string(), packagePath: z.string().optional(), addressable: z.boolean().optional() })),
  contributions: z.array(
    z.object({ id: z.string(), type: z.string(), targets: z.array(z.string()), properties: z.record(z.string(), z.unknown()).optional() }),
  ),
});

export interface Hub {
  /** `publisher.extension.hub` */
  readonly id: string;
  readonly name: string;
  readonly uri: string;
}

export interface Extension {
  /** `publisher.extension` */
  readonly id: string;
  readonly publisher: string;
  readonly name: string;
  readonly version: string;
  readonly displayName: string;
  readonly scopes: readonly string[];
  readonly hubs: readonly Hub[];
  /** Path of the file on disk behind a packaged path; null where the package has no such addressable file. */
  file(packaged: string): string | null;
}

const trim = (path: string): string =>
  normalize(path)
    .replaceAll('\\', '/')
    .replace(/^\.?\//, '')
    .replace(/\/$/, '');

export function readExtension(options: ExtensionOptions): Extension {
  const manifest = manifestSchema.parse(JSON.parse(readFileSync(options.manifestPath, 'utf8')));
  const root = resolve(options.root ?? dirname(options.manifestPath));
  const id = `${manifest.publisher}.${manifest.id}`;
  const hubs = manifest.contributions
    .filter(
      (contribution) => contribution.type === 'ms.vss-web.hub' && contribution.targets.includes('ms.vss-web.collection-admin-hub-group'),
    )
    .map((contribution): Hub => {
      const { name, uri } = contribution.properties ?? {};
      return {
        id: `${id}.${contribution.id}`,
        name: typeof name === 'string' ? name : contribution.id,
        uri: typeof uri === 'string' ? trim(uri) : '',
      };
    });
  return {
    id,
    publisher: manifest.publisher,
    name: manifest.id,
    version: manifest.version,
    displayName: manifest.name,
    scopes: manifest.scopes ?? [],
    hubs,
    file(packaged) {
      const wanted = trim(packaged);
      for (const entry of manifest.files.filter((candidate) => candidate.addressable === true)) {
        const prefix = trim(entry.packagePath ?? entry.path);
        if (wanted !== prefix && !wanted.startsWith(`${prefix}/`)) continue;
        const path = resolve(root, trim(entry.path), `.${sep}${wanted.slice(prefix.length)}`);
        return path === root || path.startsWith(root + sep) ? path : null;
      }
      return null;
    },
  };
}

/** Where the package's files are, below the origin that serves them. */
export const assetPath = (extension: Extension): string =>
  `/extensions/${extension.publisher}/${extension.name}/${extension.version}/assets`;
