/** What is installed beside the house is installed whole, whatever the environment says of development and production. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isInstalled } from './install.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entente-install-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

test('packages for development are installed where NODE_ENV is production', () => {
  const tool = join(folder, 'tool');
  mkdirSync(tool);
  const write = (path: string, value: object): void => writeFileSync(join(folder, path), JSON.stringify(value));
  write('tool/package.json', { name: 'tool', version: '1.0.0' });
  write('package.json', { name: 'house', version: '1.0.0', devDependencies: { tool: 'file:tool' } });
  write('package-lock.json', {
    name: 'house',
    version: '1.0.0',
    lockfileVersion: 3,
    packages: {
      '': { name: 'house', version: '1.0.0', devDependencies: { tool: 'file:tool' } },
      'node_modules/tool': { resolved: 'tool', link: true, dev: true },
      tool: { version: '1.0.0', dev: true },
    },
  });
  expect(isInstalled(folder)).toBe(false);
  const script = `import { installLocked } from ${JSON.stringify(join(import.meta.dirname, 'install.ts'))}; installLocked(${JSON.stringify(folder)});`;
  const { status } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
    env: { ...process.env, NODE_ENV: 'production' },
  });
  expect(status).toBe(0);
  expect(existsSync(join(folder, 'node_modules', 'tool', 'package.json'))).toBe(true);
  expect(isInstalled(folder)).toBe(true);
});
