/**
 * A Chromium for the browser tests: CHROME_PATH, else the system's, else the one inside @sparticuz/chromium, which is
 * unpacked once into build/ and needs no root. Run as a program it prints the path.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';

const root = join(import.meta.dirname, '..', '..');

export interface Installed {
  readonly path: string;
  /** What the child's environment needs besides. */
  readonly env: Record<string, string>;
}

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
];

export function findChromium(): Installed {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
    return { path: named, env: {} };
  }
  const system = systemPaths.find((path) => existsSync(path));
  return system === undefined ? unpackPackaged() : { path: system, env: {} };
}

/**
 * In a folder named after the version. It is whole as soon as it is there: test files that start side by side find it, or make one each
 * beside it, of which one takes the place.
 */
function unpackPackaged(): Installed {
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(root, 'build', 'chromium', version);
  if (!existsSync(folder)) {
    mkdirSync(dirname(folder), { recursive: true });
    const unpacking = mkdtempSync(`${folder}-`);
    // The package unpacks into os.tmpdir(), whatever is there already; which that is, a process is told at its start.
    execFileSync(process.execPath, [import.meta.filename, '--unpack', folder], { env: { ...process.env, TMPDIR: unpacking } });
    try {
      renameSync(unpacking, folder);
    } catch (caught) {
      if (!existsSync(folder)) throw caught;
      rmSync(unpacking, { recursive: true });
    }
  }
  const libraries = join(folder, librariesFolder);
  return {
    path: join(folder, 'chromium'),
    env: { FONTCONFIG_FILE: join(folder, fontsFile), ...(existsSync(libraries) ? { LD_LIBRARY_PATH: libraries } : {}) },
  };
}

const packageFolder = join(root, 'node_modules', '@sparticuz', 'chromium');
const librariesFolder = join('al2023', 'lib');
const fontsFile = 'fonts.conf';

/** `folder`: where it will be found. */
async function unpack(folder: string): Promise<void> {
  const { default: packaged, inflate } = await import('@sparticuz/chromium');
  if (missesLibraries(await packaged.executablePath())) await inflate(join(packageFolder, 'bin', 'al2023.tar.br'));
  writeFileSync(join(tmpdir(), fontsFile), fontsIn(folder));
}

/** The package's own file names folders of another machine; a text without a font has no size, and so is not visible. */
function fontsIn(folder: string): string {
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts'].map((dir) => `  <dir>${dir}</dir>`);
  return [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...dirs,
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ].join('\n');
}

function missesLibraries(binary: string): boolean {
  try {
    return execFileSync('ldd', [binary], { encoding: 'utf8' }).includes('not found');
  } catch {
    return true;
  }
}

/** Headless, with web security on; nothing of Chromium's own talks to the network. `hosts`: names that lead to this machine. */
export async function launchChromium(hosts: readonly string[] = []): Promise<Browser> {
  const { path, env } = findChromium();
  return await chromium.launch({
    executablePath: path,
    headless: true,
    env: { ...(process.env as Record<string, string>), ...env },
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      '--font-render-hinting=none',
      ...(hosts.length === 0 ? [] : [`--host-resolver-rules=${hosts.map((name) => `MAP ${name} 127.0.0.1`).join(', ')}`]),
    ],
  });
}

if (process.argv[1] === import.meta.filename) {
  const [option, folder] = process.argv.slice(2);
  if (option === '--unpack' && folder !== undefined) await unpack(folder);
  else console.log(findChromium().path);
}
