// The admin page, for Forge's content security policy: no inline script or style, every address relative.
import { join } from 'node:path';
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  resolve: {
    // Atlaskit's feature gates would ask a third party's hosts; every gate is off without them.
    alias: [{ find: /^@atlaskit\/feature-gate-js-client(\/.*)?$/, replacement: join(import.meta.dirname, 'feature-gates.ts') }],
    dedupe: ['react', 'react-dom'],
  },
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
