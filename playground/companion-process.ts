/** The companion as an operator runs it: a process of its own, configured by its environment. */
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { randomInt } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

const main = join(import.meta.dirname, '..', 'companion', 'main.ts');
const secretLine = /Pairing secret[^:]*: (\S+)/;

export interface CompanionProcess {
  /** Where it listens; partners and pages reach it there too. */
  readonly url: string;
  /** Of the process that runs at present. */
  pid(): number;
  /** The one-time secret that it printed at its latest start. */
  pairingSecret(): string;
  /** A new one from the command line; the one before it stops working. */
  newPairingSecret(): string;
  /** SIGKILL: no goodbye, nothing flushed. */
  kill(): Promise<void>;
  /** Starts it again over the same data. */
  restart(): Promise<void>;
  close(): Promise<void>;
}

export interface CompanionProcessOptions {
  readonly dataDir: string;
  /** 0: any free port. */
  readonly port: number;
  /** Origins of hub pages. */
  readonly pageOrigins: readonly string[];
  readonly allowedOrganizations: readonly string[];
  /** Where its log lines go. */
  readonly log: (line: string) => void;
}

export async function startCompanionProcess(options: CompanionProcessOptions): Promise<CompanionProcess> {
  const port = options.port === 0 ? await freePort() : options.port;
  const url = `http://127.0.0.1:${port}`;
  const env = {
    ...process.env,
    ENTENTE_HOST: '127.0.0.1',
    ENTENTE_PORT: String(port),
    ENTENTE_DATA_DIR: options.dataDir,
    ENTENTE_PUBLIC_URL: url,
    ENTENTE_ALLOW_LOOPBACK: '1',
    ENTENTE_ALLOWED_ORGANIZATIONS: options.allowedOrganizations.join(','),
    ENTENTE_PAGE_ORIGINS: options.pageOrigins.join(','),
  };
  let running = await launch(env, options.log);
  const stop = async (signal: NodeJS.Signals): Promise<void> => {
    if (running.child.exitCode !== null || running.child.signalCode !== null) return;
    const ended = once(running.child, 'exit');
    running.child.kill(signal);
    await ended;
  };
  return {
    url,
    pid: () => running.child.pid ?? 0,
    pairingSecret: () => running.secret,
    newPairingSecret: () => {
      const printed = execFileSync(process.execPath, [main, 'pairing-secret'], { env, encoding: 'utf8' });
      const secret = secretLine.exec(printed)?.[1];
      if (secret === undefined) throw new Error('The companion’s command line printed no pairing secret.');
      return secret;
    },
    kill: () => stop('SIGKILL'),
    restart: async () => {
      await stop('SIGTERM');
      running = await launch(env, options.log);
    },
    close: () => stop('SIGTERM'),
  };
}

/** Resolves once it has printed its pairing secret: it listens by then. */
async function launch(env: NodeJS.ProcessEnv, log: (line: string) => void): Promise<{ child: ChildProcess; secret: string }> {
  const child = spawn(process.execPath, [main], { env, stdio: ['ignore', 'pipe', 'pipe'] });
  const lines = createInterface({ input: child.stdout });
  createInterface({ input: child.stderr }).on('line', log);
  return await new Promise((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`The companion ended before it was ready (exit code ${code ?? 'none'}).`)));
    lines.on('line', (line) => {
      const secret = secretLine.exec(line)?.[1];
      // The secret is for the admin's eyes, not for a log.
      if (secret === undefined) log(line);
      else resolve({ child, secret });
    });
  });
}

/**
 * Below those that systems hand out by themselves (from 32768 or 49152 on): nobody gets it by chance before the companion listens
 * there, nor between its end and its next start.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < 20; attempt += 1) {
    const port = randomInt(20_000, 32_000);
    if (await isFree(port)) return port;
  }
  throw new Error('No free port was found.');
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen(port, '127.0.0.1'), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}
