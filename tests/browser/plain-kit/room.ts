/** Real nodes in one process, each with its admin page in the plain Kit on loopback. */
import { createServer, type IncomingMessage, type Server } from 'node:http';
import { join } from 'node:path';
import { nodeCrypto } from '@entente/runtime';
import { pairHarness, type Pair } from '@entente/testkit';
import { serveAdmin } from '@entente/wizard/admin-api';
import { build } from 'esbuild';

export interface Room {
  readonly pair: Pair;
  /** The admin page of a side, by its name. */
  url(side: string): string;
  /** Until `back`, the side's node answers no admin. */
  goAway(side: string): () => void;
  /** Who asks from now on. */
  signIn(who: { readonly name: string; readonly isAdmin: boolean }): void;
  close(): Promise<void>;
}

export interface RoomOptions {
  /** Names of private sides. */
  readonly private?: readonly string[];
  readonly licensed?: boolean;
}

interface Bundle {
  readonly script: string;
  readonly style: string;
}

let bundled: Promise<Bundle> | null = null;

async function bundle(): Promise<Bundle> {
  const { outputFiles } = await build({
    entryPoints: [join(import.meta.dirname, 'page.tsx')],
    bundle: true,
    write: false,
    outdir: 'out',
    format: 'esm',
    jsx: 'automatic',
    define: { 'process.env.NODE_ENV': '"production"' },
  });
  const text = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text ?? '';
  return { script: text('.js'), style: text('.css') };
}

const html =
  '<!doctype html><html lang="en"><head><title>Entente</title><meta name="viewport" content="width=device-width"><link rel="stylesheet" href="page.css"></head>' +
  '<body style="margin:0"><div id="root"></div><script type="module" src="page.js"></script></body></html>';

async function bodyOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += String(chunk);
  return text;
}

/** One thing at a time, as the nodes' clock stands still between steps. */
function turns() {
  let last: Promise<unknown> = Promise.resolve();
  const take = <Answer>(work: () => Promise<Answer>): Promise<Answer> => {
    const mine = last.then(work);
    last = mine.catch(() => undefined);
    return mine;
  };
  return { take, over: (): Promise<unknown> => last };
}

/** Static files, and `/{side}/api/{method}` answered by `api`; null: as if nobody were there. */
async function listen(files: Bundle, api: (side: string, method: string, body: string) => Promise<string> | null): Promise<Server> {
  const server = createServer((request, response) => {
    const [, side = '', place = '', method = ''] = new URL(request.url ?? '/', 'http://localhost').pathname.split('/');
    const send = (type: string, text: string): void => void response.setHeader('content-type', type).end(text);
    if (place === 'page.js') return send('text/javascript', files.script);
    if (place === 'page.css') return send('text/css', files.style);
    if (place !== 'api') return send('text/html', html);
    void bodyOf(request).then(async (body) => {
      const answer = api(side, method, body);
      return answer === null ? void response.destroy() : send('application/json', await answer);
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return server;
}

export async function openRoom(options: RoomOptions = {}): Promise<Room> {
  const pair = await pairHarness({ crypto: nodeCrypto(), private: options.private ?? [] });
  bundled ??= bundle();
  const away = new Set<string>();
  let who = { name: 'Ada', isAdmin: true };
  const { take, over } = turns();
  const context = { licensed: options.licensed ?? true, projectStep: true };
  const server = await listen(await bundled, (name, method, body) => {
    if (away.has(name)) return null;
    const reply = take(async () => JSON.stringify(await serveAdmin(pair.side(name).node, who, method, JSON.parse(body), context)));
    void take(() => pair.settle());
    return reply;
  });
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return {
    pair,
    url: (side) => `http://127.0.0.1:${String(port)}/${side}/`,
    goAway(side) {
      away.add(side);
      return () => void away.delete(side);
    },
    signIn(now) {
      who = now;
    },
    async close() {
      server.closeAllConnections();
      await new Promise((closed) => server.close(closed));
      await over();
    },
  };
}
