/** The companion's image, read: what it copies is there, and whatever the companion needs is copied. No engine builds it here. */
import { existsSync, globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';
import * as z from 'zod';

const root = join(import.meta.dirname, '..', '..');
const lines = readFileSync(join(root, 'companion', 'Dockerfile'), 'utf8').split('\n');
/** Of the stage that becomes the image; what comes from another stage is made there. */
const copies = lines
  .slice(lines.findLastIndex((line) => line.startsWith('FROM ')))
  .flatMap((line) => (line.startsWith('COPY ') && !line.startsWith('COPY --from=') ? [line.slice('COPY '.length).split(' ')] : []))
  .flatMap((parts) => parts.slice(0, -1).map((source) => ({ source, target: parts.at(-1) ?? '' })));

const manifestSchema = z.object({
  name: z.string().default(''),
  workspaces: z.array(z.string()).default([]),
  dependencies: z.record(z.string(), z.string()).default({}),
});
const manifestAt = (folder: string): z.infer<typeof manifestSchema> =>
  manifestSchema.parse(JSON.parse(readFileSync(join(root, folder, 'package.json'), 'utf8')));

const workspaces = manifestAt('')
  .workspaces.flatMap((pattern) => globSync(pattern, { cwd: root }))
  .filter((folder) => existsSync(join(root, folder, 'package.json')));

test('everything it copies is there', () => {
  expect(copies.length).toBeGreaterThan(workspaces.length);
  expect(copies.filter(({ source }) => !existsSync(join(root, source)))).toEqual([]);
  for (const { source, target } of copies) if (source.includes('/')) expect(target).toBe(source.replace(/[^/]+$/, ''));
});

test('npm finds the manifest of every workspace that the lock file names', () => {
  const sources = copies.map(({ source }) => source);
  expect(workspaces.map((folder) => `${folder}/package.json`).filter((path) => !sources.includes(path))).toEqual([]);
});

test('the source of every workspace that the companion needs is copied', () => {
  const byName = new Map(workspaces.map((folder) => [manifestAt(folder).name, folder]));
  const needed = new Set<string>();
  const follow = (folder: string): void => {
    if (needed.has(folder)) return;
    needed.add(folder);
    for (const name of Object.keys(manifestAt(folder).dependencies)) {
      const next = byName.get(name);
      if (next !== undefined) follow(next);
    }
  };
  follow('companion');
  expect(needed).toContain('ado-extension');
  expect([...needed].filter((folder) => !copies.some(({ source }) => folder === source || folder.startsWith(`${source}/`)))).toEqual([]);
});

test('the page that it serves is built in a stage of its own, and is where the companion looks', async () => {
  const { platform } = await import('@entente/jira-app/data-center');
  const made =
    lines
      .find((line) => line.startsWith('COPY --from=page '))
      ?.split(' ')
      .at(-1) ?? '';
  expect(join(root, made)).toBe(platform.pageFolder);
  expect(lines.some((line) => line.includes('tools/build/data-center.ts'))).toBe(true);
  const ignored = readFileSync(join(root, 'companion', 'Dockerfile.dockerignore'), 'utf8').split('\n');
  for (const needed of ['tools', 'jira-app', 'package-lock.json']) expect(ignored).not.toContain(needed);
});
