/** The Azure DevOps extension as `tfx` packs it, and what tfx does not check: it accepts a bogus scope and an empty target. */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Ajv } from 'ajv';
import * as z from 'zod';
import { installVendorTools, vendorFolder } from '../../tools/vendor/install.ts';

const root = join(import.meta.dirname, '..', '..');
const manifestFile = join(root, 'vss-extension.json');
const out = mkdtempSync(join(tmpdir(), 'entente-vsix-'));

const manifestSchema = z.looseObject({
  id: z.string(),
  publisher: z.string(),
  version: z.string(),
  scopes: z.array(z.string()),
  targets: z.array(z.object({ id: z.string(), version: z.string().optional() })),
  files: z.array(z.object({ path: z.string(), addressable: z.boolean().optional() })),
  contributions: z.array(
    z.looseObject({ id: z.string(), type: z.string(), targets: z.array(z.string()), properties: z.looseObject({ uri: z.string() }) }),
  ),
});
const manifest = manifestSchema.parse(JSON.parse(readFileSync(manifestFile, 'utf8')));

/** https://learn.microsoft.com/azure/devops/extend/develop/manifest#scopes, those a hub of this kind can have use for */
const knownScopes = new Set(['vso.project', 'vso.work', 'vso.work_write', 'vso.hooks', 'vso.hooks_write', 'vso.profile', 'vso.graph']);
/** By the type of contribution: https://learn.microsoft.com/azure/devops/extend/reference/targets/overview */
const targetsOf: Readonly<Record<string, readonly string[]>> = {
  'ms.vss-web.hub': ['ms.vss-web.collection-admin-hub-group', 'ms.vss-web.project-admin-hub-group'],
  'ms.vss-work-web.work-item-form-group': ['ms.vss-work-web.work-item-form'],
};

interface Zip {
  readonly files: Record<string, { async(type: 'string'): Promise<string> }>;
}
interface ZipLibrary {
  loadAsync(data: Buffer): Promise<Zip>;
}

let vsix: Zip;

beforeAll(async () => {
  installVendorTools();
  if (!['index.html', 'panel.html'].every((page) => existsSync(join(root, 'ado-extension', 'admin', 'dist', page))))
    execFileSync(process.execPath, [join(root, 'tools', 'build', 'ado.ts')]);
  const tfx = join(vendorFolder, 'node_modules', 'tfx-cli', '_build', 'tfx-cli.js');
  execFileSync(
    process.execPath,
    [tfx, 'extension', 'create', '--root', root, '--manifests', manifestFile, '--output-path', `${out}/`, '--no-prompt', '--no-color'],
    {
      cwd: root,
    },
  );
  const file = join(out, `${manifest.publisher}.${manifest.id}-${manifest.version}.vsix`);
  const zip = createRequire(join(vendorFolder, 'package.json'))('jszip') as ZipLibrary;
  vsix = await zip.loadAsync(readFileSync(file));
});

afterAll(() => rmSync(out, { recursive: true, force: true }));

describe('vss-extension.json', () => {
  test('asks for known scopes, stands in known targets, and names files that exist', () => {
    expect(manifest.scopes.filter((scope) => !knownScopes.has(scope))).toEqual([]);
    expect(manifest.targets.map((target) => target.id)).toEqual([
      'Microsoft.VisualStudio.Services.Cloud',
      'Microsoft.TeamFoundation.Server',
    ]);
    for (const contribution of manifest.contributions) {
      expect(contribution.targets.length).toBeGreaterThan(0);
      expect(contribution.targets.filter((target) => targetsOf[contribution.type]?.includes(target) !== true)).toEqual([]);
      expect(existsSync(join(root, contribution.properties.uri))).toBe(true);
    }
    for (const file of manifest.files) expect(existsSync(join(root, file.path))).toBe(true);
  });

  test('is valid by the published JSON schema', () => {
    const specs = process.env['ENTENTE_SPECS'];
    if (specs === undefined) throw new Error('ENTENTE_SPECS is not set: npm test sets it where the descriptions are beside the project.');
    const schema = JSON.parse(readFileSync(join(specs, 'vss', 'vss-extension.json'), 'utf8')) as object;
    const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: false });
    const valid = ajv.validate(schema, JSON.parse(readFileSync(manifestFile, 'utf8')));
    expect(ajv.errors ?? []).toEqual([]);
    expect(valid).toBe(true);
  });

  test('carries the same version as the package', () => {
    const { version } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')) as { version: string };
    expect(manifest.version).toBe(version);
  });
});

describe('the .vsix', () => {
  test.each(['index.html', 'panel.html'])('holds the page %s, its script and its styles', async (name) => {
    const page = vsix.files[`ado-extension/admin/dist/${name}`];
    expect(page).toBeDefined();
    const html = (await page?.async('string')) ?? '';
    const assets = [...html.matchAll(/(?:src|href)="\.\/([^"]+)"/g)].map((match) => `ado-extension/admin/dist/${match[1]}`);
    expect(assets.length).toBeGreaterThanOrEqual(2);
    for (const asset of assets) expect(Object.keys(vsix.files)).toContain(asset);
  });

  test('holds nothing but the extension', () => {
    const folders = new Set(Object.keys(vsix.files).map((name) => name.split('/')[0]));
    expect(folders).toEqual(
      new Set(['LICENSE', '[Content_Types].xml', 'ado-extension', 'extension.vsixmanifest', 'extension.vsomanifest']),
    );
  });
});
