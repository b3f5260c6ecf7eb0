/** How the Jira admin page is built: for Forge's content security policy, without inline scripts or styles, every address relative. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { InlineConfig, Plugin } from 'vite';

const admin = join(import.meta.dirname, '..', '..', 'jira-app', 'admin');

const themes = ['light', 'light-increased-contrast', 'dark', 'dark-increased-contrast', 'spacing', 'typography', 'shape', 'motion'];
/** These have no light and dark: they hold in every theme, whatever the bridge writes into the attribute. */
const modeless = new Set(['spacing', 'typography', 'shape', 'motion']);

interface ThemeModule {
  readonly default: { readonly default: string };
}

/**
 * Atlaskit mounts its themes as inline styles, which the policy forbids: here they become a part of the style sheet, and
 * the attributes that the bridge sets on <html> choose among them.
 */
function atlaskitThemes(): Plugin {
  const folder = join(
    createRequire(join(admin, 'main.tsx')).resolve('@atlaskit/tokens/package.json'),
    '..',
    'dist',
    'cjs',
    'artifacts',
    'themes',
  );
  const read = async (theme: string): Promise<string> => {
    const module = (await import(pathToFileURL(join(folder, `atlassian-${theme}.js`)).href)) as ThemeModule;
    return modeless.has(theme)
      ? module.default.default.replaceAll(`html[data-theme~="${theme}:${theme}"]`, 'html')
      : module.default.default;
  };
  return {
    name: 'atlaskit-themes',
    enforce: 'pre',
    async transform(_code, id) {
      if (id !== join(admin, 'themes.css')) return null;
      return (await Promise.all(themes.map(read))).join('\n');
    },
  };
}

/** `page`: the folder of its index.html, below jira-app. */
export function jiraPage(page: 'admin' | 'admin/panel' = 'admin'): InlineConfig {
  return {
    configFile: false,
    root: join(admin, '..', page),
    base: './',
    logLevel: 'error',
    plugins: [atlaskitThemes()],
    resolve: {
      alias: [
        // Atlaskit's feature gates would ask a third party's hosts; every gate is off without them.
        { find: /^@atlaskit\/feature-gate-js-client(\/.*)?$/, replacement: join(admin, 'feature-gates.ts') },
        { find: /^react-scrolllock$/, replacement: join(admin, 'scroll-lock.tsx') },
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
  };
}
