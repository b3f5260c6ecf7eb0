import { defineConfig } from 'vite';

/** The hub page and the group on the work item form, served by Azure DevOps from wherever it likes: every address relative. */
export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    chunkSizeWarningLimit: 1500,
    rolldownOptions: { input: [`${import.meta.dirname}/index.html`, `${import.meta.dirname}/panel.html`] },
  },
  css: { lightningcss: { errorRecovery: true } },
  logLevel: 'error',
});
