/**
 * Builds Jira Data Center's admin page into `jira-app/data-center/dist` and, with `--plugin`, the menu plugin's jars into `out` beside it:
 * `entente-javax.jar` for Jira 10 and before, `entente-jakarta.jar` for Jira 11.
 *
 *     node tools/build/data-center.ts [--plugin] [--companion https://entente.example.com]
 *
 * The plugin needs `javac`, `jar` and the servlet API of either kind (Debian: default-jdk-headless, libservlet-api-java,
 * libjakarta-servlet-api-java). `--companion` writes the companion's address into it, so that no admin is asked for it.
 */
import { execFileSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { build as viteBuild, mergeConfig } from 'vite';
import { jiraPage } from './jira-page.ts';

const here = join(import.meta.dirname, '..', '..', 'jira-app', 'data-center');
const admin = join(here, '..', 'admin');
export const pageFolder = join(here, 'dist');
export const jarFolder = join(here, 'out');

/** One script and one style sheet of fixed names: the plugin's descriptor names them. */
export async function buildPage(): Promise<string> {
  process.env['NODE_ENV'] = 'production';
  await viteBuild(
    mergeConfig(jiraPage(), {
      build: {
        outDir: pageFolder,
        cssCodeSplit: false,
        rollupOptions: {
          input: join(admin, 'data-center.html'),
          output: { entryFileNames: 'page.js', assetFileNames: 'page.[ext]', codeSplitting: false },
        },
      },
    }),
  );
  renameSync(join(pageFolder, 'data-center.html'), join(pageFolder, 'index.html'));
  await buildIssueScript();
  return pageFolder;
}

/** A script among those of Jira's own pages, which are no modules. */
async function buildIssueScript(): Promise<void> {
  await viteBuild({
    configFile: false,
    logLevel: 'error',
    build: {
      outDir: pageFolder,
      emptyOutDir: false,
      target: 'es2017',
      lib: { entry: join(admin, 'data-center-issue.ts'), formats: ['iife'], name: 'ententeIssue', fileName: () => 'issue.js' },
    },
  });
}

/** Of the page's folder, what goes into the jar. */
const pageFiles = ['page.js', 'page.css', 'issue.js'];

export const variants = ['javax', 'jakarta'] as const;
export type Variant = (typeof variants)[number];

/** Where Debian's packages put the servlet APIs; the environment names others. */
const servletApis: Readonly<Record<Variant, readonly string[]>> = {
  javax: ['/usr/share/java/servlet-api.jar', '/usr/share/java/servlet-api-4.0.jar', '/usr/share/java/javax.servlet-api.jar'],
  jakarta: ['/usr/share/java/jakarta-servlet-api.jar', '/usr/share/java/jakarta.servlet-api.jar', '/usr/share/java/servlet-api-5.0.jar'],
};

export function servletApi(variant: Variant): string | null {
  const named = process.env[`ENTENTE_SERVLET_API_${variant.toUpperCase()}`];
  return [...(named === undefined ? [] : [named]), ...servletApis[variant]].find((file) => existsSync(file)) ?? null;
}

/** What is missing on this machine; null: nothing. */
export function missingForPlugin(): string | null {
  for (const program of ['javac', 'jar']) {
    try {
      execFileSync(program, ['--version'], { stdio: 'ignore' });
    } catch {
      return program;
    }
  }
  const without = variants.find((variant) => servletApi(variant) === null);
  return without === undefined ? null : `the ${without} servlet API`;
}

/** Addresses are written into Java source: nothing but an address may be. */
function checkedCompanion(address: string): string {
  if (address !== '' && !/^https?:\/\/[A-Za-z0-9.:/_-]+$/.test(address)) throw new Error(`${address} is no address of a companion.`);
  return address.replace(/\/+$/, '');
}

function compile(variant: Variant, companion: string, classes: string): void {
  const sources = join(jarFolder, `${variant}-source`);
  mkdirSync(sources, { recursive: true });
  const source = readFileSync(join(here, 'plugin', 'java', 'PageServlet.java'), 'utf8');
  const file = join(sources, 'PageServlet.java');
  writeFileSync(file, source.replaceAll('@SERVLET@', variant).replaceAll('@COMPANION@', companion));
  const api = servletApi(variant);
  if (api === null) throw new Error(`The ${variant} servlet API is missing.`);
  // Java 17 is the oldest that Jira 10 and 11 run on.
  execFileSync('javac', ['--release', '17', '-Xlint:all', '-Werror', '-cp', api, '-d', classes, file], { stdio: 'inherit' });
  rmSync(sources, { recursive: true });
}

/** The files of the jar beside the class: descriptor, texts, page. */
export function writeResources(folder: string, version: string): void {
  mkdirSync(join(folder, 'ui'), { recursive: true });
  const descriptor = readFileSync(join(here, 'plugin', 'atlassian-plugin.xml'), 'utf8');
  writeFileSync(join(folder, 'atlassian-plugin.xml'), descriptor.replaceAll('@VERSION@', version));
  for (const name of ['entente.properties', 'panel.html']) copyFileSync(join(here, 'plugin', name), join(folder, name));
  for (const name of pageFiles) copyFileSync(join(pageFolder, name), join(folder, 'ui', name));
}

export function buildPlugin(version: string, companion = ''): readonly string[] {
  const address = checkedCompanion(companion);
  rmSync(jarFolder, { recursive: true, force: true });
  return variants.map((variant) => {
    const folder = join(jarFolder, variant);
    mkdirSync(folder, { recursive: true });
    compile(variant, address, folder);
    writeResources(folder, version);
    const jar = join(jarFolder, `entente-${variant}.jar`);
    // A fixed date: the same sources make the same jar.
    execFileSync('jar', ['--create', '--file', jar, '--date', '2026-01-01T00:00:00Z', '-C', folder, '.']);
    rmSync(folder, { recursive: true });
    return jar;
  });
}

export function pluginVersion(): string {
  const read: unknown = JSON.parse(readFileSync(join(here, '..', 'package.json'), 'utf8'));
  if (typeof read === 'object' && read !== null && 'version' in read && typeof read.version === 'string') return read.version;
  throw new Error('package.json names no version.');
}

if (import.meta.main) {
  await buildPage();
  if (process.argv.includes('--plugin')) {
    const missing = missingForPlugin();
    if (missing !== null) {
      console.error(`The plugin cannot be built here: ${missing} is missing.`);
      process.exit(1);
    }
    const at = process.argv.indexOf('--companion');
    for (const jar of buildPlugin(pluginVersion(), at < 0 ? '' : process.argv[at + 1])) console.log(jar);
  }
}
