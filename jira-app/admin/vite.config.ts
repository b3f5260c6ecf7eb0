// The admin page, for Forge's content security policy: no inline script or style, every address relative.
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { createRequire } from 'node:module';
import { defineConfig, type Plugin } from 'vite';

const themes = ['light', 'light-increased-contrast', 'dark', 'dark-increased-contrast', 'spacing', 'typography', 'shape', 'motion'];

const modeless = new Set(['spacing', 'typography', 'shape', 'motion']);
const withoutMode = (selector: string, theme: string): string => (modeless.has(theme) ? 'html' : selector);

/**
 * Atlaskit mounts its themes as inline styles, which the policy forbids: here they become a part of the style sheet, and
 * the attributes that the bridge sets on <html> choose among them.
 */
function atlaskitThemes(): Plugin {
  const name = 'virtual:atlaskit-themes.css';
  const tokens = createRequire(import.meta.url).resolve('@atlaskit/tokens/package.json');
  return {
    name: 'atlaskit-themes',
    resolveId: (id) => (id === name ? `\0${name}` : null),
    async load(id) {
      if (id !== `\0${name}`) return null;
      const files = themes.map((theme) => join(tokens, '..', 'dist', 'cjs', 'artifacts', 'themes', `atlassian-${theme}.js`));
      const sheets = await Promise.all(
        files.map(async (file) => (await import(pathToFileURL(file).href)) as { default: { default: string } }),
      );
      // Sizes and fonts hold in every theme, whatever the bridge writes into the attribute.
      return sheets.map((sheet) => sheet.default.default.replace(/html\[data-theme~="(\w+):\1"\]/g, withoutMode)).join('\n');
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  plugins: [atlaskitThemes()],
  resolve: {
    alias: [
      // Atlaskit's feature gates would ask a third party's hosts; every gate is off without them.
      { find: /^@atlaskit\/feature-gate-js-client(\/.*)?$/, replacement: join(import.meta.dirname, 'feature-gates.ts') },
      { find: /^react-scrolllock$/, replacement: join(import.meta.dirname, 'scroll-lock.tsx') },
    ],
    dedupe: ['react', 'react-dom'],
  },
  // Atlaskit's icons are CommonJS, imported by its ES modules and by ours, which are `type: module`. Node's rule for the
  // latter (a default import is the whole module) would be applied to both, and no icon would be a component.
  legacy: { inconsistentCjsInterop: true },
  define: { 'process.env.NODE_ENV': '"production"' },
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2022',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 2000,
  },
});
