import { defineConfig } from 'vite';

/** The hub page, served by Azure DevOps from wherever it likes: every address relative. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: { outDir: 'dist', emptyOutDir: true, chunkSizeWarningLimit: 1500 },
  css: { lightningcss: { errorRecovery: true } },
  logLevel: 'error',
});
