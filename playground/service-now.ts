/**
 * The playground's ServiceNow instance, as soon as its application is built: the others do not wait for the vendor's SDK,
 * which is installed with the first build.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { ServiceNow } from '@entente/servicenow-scoped/standin';
import { startInstance } from './start.ts';

const root = join(import.meta.dirname, '..');

type Started = ServiceNow | { readonly failed: string };

export interface LateServiceNow {
  /** What there is to say of it now. */
  lines(): string;
  /** Called when it is there or cannot be, unless `lines` has said so. */
  whenThere(tell: (lines: string) => void): void;
  close(): Promise<void>;
}

export function startServiceNowLater(options: { readonly port: number; readonly build: boolean }): LateServiceNow {
  const installsSdk = options.build && !existsSync(join(root, 'servicenow-scoped', 'sdk', 'node_modules', '.entente-lock'));
  const builder = options.build ? runBuild() : { ended: Promise.resolve(null), stop: () => undefined };
  const started = builder.ended.then(async (failed): Promise<Started> =>
    failed === null ? await startInstance(options.port) : { failed },
  );
  let there: Started | null = null;
  const settled = started.then(
    (instance) => (there = instance),
    (error: unknown) => (there = { failed: String(error) }),
  );
  let isSaid = false;
  return {
    lines: () => {
      isSaid = there !== null;
      return there === null ? waiting(installsSdk) : linesOf(there);
    },
    whenThere: (tell) => {
      void settled.then((instance) => {
        if (!isSaid) tell(linesOf(instance));
      });
    },
    close: async () => {
      isSaid = true;
      builder.stop();
      const instance = await settled;
      if ('close' in instance) await instance.close();
    },
  };
}

const waiting = (installsSdk: boolean): string =>
  installsSdk
    ? '  ServiceNow                  follows: its SDK (380 MB) is being installed, this once; --without-servicenow does without\n'
    : '  ServiceNow                  follows: its application is being built\n';

const linesOf = (instance: Started): string =>
  'failed' in instance
    ? `  ServiceNow is left out: its application could not be built.\n\n${instance.failed}\n`
    : `  ServiceNow                  ${instance.url}\n    Connections (as admin)    ${instance.pageUrl()}\n`;

/** Resolves with null, or with the last of what the build said. */
function runBuild(): { readonly ended: Promise<string | null>; stop(): void } {
  const child = spawn(process.execPath, [join(root, 'tools', 'build', 'servicenow.ts')], { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  let said = '';
  const note = (chunk: Buffer): void => {
    said = (said + chunk.toString('utf8')).slice(-2000);
  };
  child.stdout.on('data', note);
  child.stderr.on('data', note);
  const ended = new Promise<string | null>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('close', (status) => resolve(status === 0 ? null : said));
  });
  return { ended, stop: () => void child.kill() };
}
