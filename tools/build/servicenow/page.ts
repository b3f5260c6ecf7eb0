/** The page of the application: one script, which the SDK takes into the application's assets. */
import { join } from 'node:path';
import { build } from 'vite';

const platform = join(import.meta.dirname, '..', '..', '..', 'servicenow-scoped');

export async function buildPage(): Promise<void> {
  // A test runner's NODE_ENV would build React's development half. What comes later is none of it: npm installs less by it.
  const given = process.env['NODE_ENV'];
  process.env['NODE_ENV'] = 'production';
  try {
    await bundle();
  } finally {
    if (given === undefined) delete process.env['NODE_ENV'];
    else process.env['NODE_ENV'] = given;
  }
}

async function bundle(): Promise<void> {
  await build({
    configFile: false,
    root: join(platform, 'admin'),
    mode: 'production',
    logLevel: 'error',
    define: { 'process.env.NODE_ENV': '"production"' },
    build: {
      outDir: join(platform, 'sdk', 'src', 'client', 'generated'),
      emptyOutDir: true,
      target: 'es2022',
      lib: { entry: 'main.tsx', formats: ['es'], fileName: () => 'main.js' },
    },
  });
}
