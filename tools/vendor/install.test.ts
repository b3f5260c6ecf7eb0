/** What is installed beside the house is installed whole, whatever the environment says of development and production. */
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { installLocked, isInstalled } from './install.ts';

let folder: string;
const given = process.env['NODE_ENV'];
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'entente-install-'));
});
afterEach(() => {
  process.env['NODE_ENV'] = given;
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
  process.env['NODE_ENV'] = 'production';
  expect(isInstalled(folder)).toBe(false);
  installLocked(folder);
  expect(existsSync(join(folder, 'node_modules', 'tool', 'package.json'))).toBe(true);
  expect(isInstalled(folder)).toBe(true);
}, 60_000);
