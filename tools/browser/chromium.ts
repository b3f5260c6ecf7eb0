/**
 * A Chromium for the browser tests: CHROME_PATH, else the system's, else the one inside @sparticuz/chromium, which is
 * unpacked once into build/ and needs no root. Run as a program it prints the path.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
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

export async function findChromium(): Promise<Installed> {
  const named = process.env['CHROME_PATH'];
  if (named !== undefined && named !== '') {
    if (!existsSync(named)) throw new Error(`CHROME_PATH names ${named}, which does not exist.`);
    return { path: named, env: {} };
  }
  const system = systemPaths.find((path) => existsSync(path));
  return system === undefined ? await unpackPackaged() : { path: system, env: {} };
}

/**
 * The package unpacks into os.tmpdir() and takes whatever `chromium` it finds there, of any version: hence a folder
 * of our own, named after the version.
 */
async function unpackPackaged(): Promise<Installed> {
  const packageFolder = join(root, 'node_modules', '@sparticuz', 'chromium');
  const { version } = JSON.parse(readFileSync(join(packageFolder, 'package.json'), 'utf8')) as { version: string };
  const folder = join(root, 'build', `chromium-${version}`);
  mkdirSync(folder, { recursive: true });
  const before = process.env['TMPDIR'];
  process.env['TMPDIR'] = folder;
  try {
    const { default: packaged, inflate } = await import('@sparticuz/chromium');
    const path = await packaged.executablePath();
    const needsLibraries = missesLibraries(path);
    if (needsLibraries) await inflate(join(packageFolder, 'bin', 'al2023.tar.br'));
    const env: Record<string, string> = { FONTCONFIG_FILE: fontsOf(folder) };
    if (needsLibraries) env['LD_LIBRARY_PATH'] = join(folder, 'al2023', 'lib');
    return { path, env };
  } finally {
    if (before === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = before;
  }
}

/** The package's own file names folders of another machine; a text without a font has no size, and so is not visible. */
function fontsOf(folder: string): string {
  const file = join(folder, 'fonts.conf');
  const dirs = [join(folder, 'fonts'), '/usr/share/fonts'].map((dir) => `  <dir>${dir}</dir>`);
  const lines = [
    '<?xml version="1.0"?>',
    '<!DOCTYPE fontconfig SYSTEM "fonts.dtd">',
    '<fontconfig>',
    ...dirs,
    `  <cachedir>${join(folder, 'fonts-cache')}</cachedir>`,
    '</fontconfig>',
    '',
  ];
  writeFileSync(file, lines.join('\n'));
  return file;
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
  const { path, env } = await findChromium();
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

if (process.argv[1] === import.meta.filename) console.log((await findChromium()).path);
