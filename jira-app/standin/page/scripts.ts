/** The scripts of the pages, their types taken off as Node does it. */
import { readFileSync } from 'node:fs';
import { createRequire, stripTypeScriptTypes } from 'node:module';
import { dirname, join } from 'node:path';

const made = new Map<string, string>();

/** @param name of a file in client/, which imports nothing but types. */
export function script(name: 'bridge' | 'admin-page' | 'chrome'): string {
  const known = made.get(name);
  if (known !== undefined) return known;
  const source = readFileSync(new URL(`client/${name}.ts`, import.meta.url), 'utf8');
  const stripped = `(() => {\n${stripTypeScriptTypes(source).replace(/^export \{\};$/m, '')}\n})();\n`;
  made.set(name, stripped);
  return stripped;
}

export const styles = () => readFileSync(new URL('client/site.css', import.meta.url), 'utf8');

const themes: { readonly [name: string]: string } = {
  light: 'atlassian-light',
  dark: 'atlassian-dark',
  shape: 'atlassian-shape',
  spacing: 'atlassian-spacing',
  typography: 'atlassian-typography',
};

/** A theme's style sheet as @atlaskit/tokens publishes it; null: no such theme. */
export function themeStyles(name: string): string | null {
  const theme = themes[name];
  if (theme === undefined) return null;
  const require = createRequire(import.meta.url);
  const root = dirname(require.resolve('@atlaskit/tokens/package.json'));
  const artifact: unknown = require(join(root, 'dist/cjs/artifacts/themes', `${theme}.js`));
  return typeof artifact === 'object' && artifact !== null && 'default' in artifact && typeof artifact.default === 'string'
    ? artifact.default
    : null;
}
