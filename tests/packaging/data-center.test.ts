/**
 * Jira Data Center's admin page and the menu plugin as they are shipped: the descriptor is valid and names what is there, the
 * jars hold all of it and a servlet for either kind of Jira. Without Java the jars are left out, and the test says so.
 */
import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { buildPlugin, missingForPlugin, pageFolder, pluginVersion, variants, writeResources } from '../../tools/build/data-center.ts';

const missing = missingForPlugin();
const folder = mkdtempSync(join(tmpdir(), 'entente-plugin-'));
beforeAll(() => {
  // The build before the tests has made it; Vite does not run inside of Jest.
  if (!existsSync(join(pageFolder, 'index.html'))) execFileSync(process.execPath, [join('tools', 'build', 'data-center.ts')]);
  writeResources(folder, pluginVersion());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A reader of the few things XML can get wrong: every element is closed in order, every attribute quoted, no stray `&` or `<`. */
function elementsOf(xml: string): readonly { readonly name: string; readonly attributes: ReadonlyMap<string, string> }[] {
  const found: { name: string; attributes: Map<string, string> }[] = [];
  const open: string[] = [];
  const body = xml.replace(/^<\?xml[^>]*\?>/, '').replace(/<!--[\s\S]*?-->/g, '');
  const rest = body.replace(
    /<(\/?)([a-z-]+)((?:\s+[a-zA-Z-]+="[^"<&]*")*)\s*(\/?)>/g,
    (_all, end: string, name: string, given: string, empty: string) => {
      if (end === '/') expect(open.pop()).toBe(name);
      else {
        found.push({
          name,
          attributes: new Map([...given.matchAll(/([a-zA-Z-]+)="([^"]*)"/g)].map(([, key = '', value = '']) => [key, value])),
        });
        if (empty === '') open.push(name);
      }
      return '';
    },
  );
  expect(open).toEqual([]);
  expect(rest).not.toMatch(/[<>&]/);
  return found;
}

test('the descriptor is well formed and names files, texts and a servlet that are there', () => {
  const elements = elementsOf(readFileSync(join(folder, 'atlassian-plugin.xml'), 'utf8'));
  const root = elements[0]!;
  expect(root.name).toBe('atlassian-plugin');
  expect(root.attributes.get('key')).toBe('org.entente.jira');
  expect(root.attributes.get('plugins-version')).toBe('2');
  const texts = readFileSync(join(folder, 'entente.properties'), 'utf8');
  for (const { name, attributes } of elements) {
    const location = attributes.get('location') ?? '';
    if (name === 'resource' && ['download', 'static'].includes(attributes.get('type') ?? ''))
      expect(existsSync(join(folder, location))).toBe(true);
    if (name === 'resource' && attributes.get('type') === 'i18n') expect(existsSync(join(folder, `${location}.properties`))).toBe(true);
    if (name === 'label') expect(texts).toContain(`${attributes.get('key') ?? ''}=`);
  }
  const keys = elements.map(({ attributes }) => attributes.get('key')).filter((key) => key !== undefined && !key.includes('.'));
  expect(new Set(keys).size).toBe(keys.length);
  const [section, item, servlet] = ['web-section', 'web-item', 'servlet'].map(
    (name) => elements.find((one) => one.name === name)?.attributes,
  );
  expect(item?.get('section')).toBe(`${section?.get('location') ?? ''}/${section?.get('key') ?? ''}`);
  const source = readFileSync(join('jira-app', 'data-center', 'plugin', 'java', 'PageServlet.java'), 'utf8');
  const [pack, name] = [/package ([\w.]+);/.exec(source)?.[1], /class (\w+)/.exec(source)?.[1]];
  expect(servlet?.get('class')).toBe(`${pack ?? ''}.${name ?? ''}`);
  expect(source).toContain(`${root.attributes.get('key') ?? ''}:ui/`);
});

test('the page is its own: no Forge, no other host, nothing inline', () => {
  expect(readdirSync(pageFolder).toSorted()).toEqual(['index.html', 'issue.js', 'page.css', 'page.js']);
  const html = readFileSync(join(pageFolder, 'index.html'), 'utf8');
  expect(html).not.toMatch(/<script(?![^>]*\bsrc=)|\sstyle=|\son\w+=/);
  const script = readFileSync(join(pageFolder, 'page.js'), 'utf8');
  for (const foreign of ['@forge/bridge', '__bridge', 'api.atlassian.com', 'feature-gate']) expect(script).not.toContain(foreign);
});

if (missing === null) {
  test('both jars hold the descriptor, the page and a servlet of their kind', () => {
    const jars = buildPlugin(pluginVersion(), 'https://entente.example.com/companion/');
    expect(jars).toHaveLength(variants.length);
    jars.forEach((jar, at) => {
      const names = execFileSync('jar', ['--list', '--file', jar], { encoding: 'utf8' }).split('\n');
      expect(names).toEqual(
        expect.arrayContaining([
          'atlassian-plugin.xml',
          'entente.properties',
          'org/entente/jira/PageServlet.class',
          'panel.html',
          'ui/issue.js',
          'ui/page.js',
          'ui/page.css',
        ]),
      );
      execFileSync('jar', ['--extract', '--file', jar, 'org/entente/jira/PageServlet.class'], { cwd: folder });
      const servlet = readFileSync(join(folder, 'org/entente/jira/PageServlet.class'), 'latin1');
      expect(servlet).toContain(`${variants[at] ?? ''}/servlet/http/HttpServlet`);
      expect(servlet).toContain('https://entente.example.com/companion"');
    });
    expect(() => buildPlugin(pluginVersion(), 'https://x"; evil')).toThrow('no address');
  });
} else {
  console.warn(`The Jira Data Center plugin’s jars were left out: ${missing} is missing on this machine.`);
  test.skip(`both jars (${missing} is missing on this machine)`, () => undefined);
}
