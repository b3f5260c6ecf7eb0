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

type Contribution = z.infer<typeof manifestSchema>['contributions'][number];

export interface Hub {
  /** `publisher.extension.hub` */
  readonly id: string;
  readonly name: string;
  readonly uri: string;
}

export interface FormGroup extends Hub {
  /** Height of the group until its page asks for another (px). */
  readonly height: number;
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
  /** Groups on the work item form: https://learn.microsoft.com/azure/devops/extend/develop/add-workitem-extension */
  readonly formGroups: readonly FormGroup[];
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
  const of = (type: string, target: string) =>
    manifest.contributions.filter((contribution) => contribution.type === type && contribution.targets.includes(target));
  const page = (contribution: Contribution): Hub => {
    const { name, uri } = contribution.properties ?? {};
    return {
      id: `${id}.${contribution.id}`,
      name: typeof name === 'string' ? name : contribution.id,
      uri: typeof uri === 'string' ? trim(uri) : '',
    };
  };
  const heightOf = ({ properties }: Contribution): number => (typeof properties?.['height'] === 'number' ? properties['height'] : 200);
  return {
    id,
    publisher: manifest.publisher,
    name: manifest.id,
    version: manifest.version,
    displayName: manifest.name,
    scopes: manifest.scopes ?? [],
    hubs: of('ms.vss-web.hub', 'ms.vss-web.collection-admin-hub-group').map(page),
    formGroups: of('ms.vss-work-web.work-item-form-group', 'ms.vss-work-web.work-item-form').map((group) => ({
      ...page(group),
      height: heightOf(group),
    })),
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
