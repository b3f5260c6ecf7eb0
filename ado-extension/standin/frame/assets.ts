/** The origin that serves the extension's files, as the marketplace's content network does. */
import { readFile } from 'node:fs/promises';
import { extname } from 'node:path';
import Fastify from 'fastify';
import { assetPath } from '../extension.ts';
import type { Host } from '../host.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff': 'font/woff',
  '.woff2': 'font/woff2',
  '.map': 'application/json',
};

export interface Assets {
  readonly url: string;
  close(): Promise<void>;
}

export async function startAssets(host: Host): Promise<Assets> {
  const app = Fastify({ forceCloseConnections: true });
  const { extension } = host;
  const prefix = extension === null ? null : assetPath(extension);
  app.get('/*', async (request, reply) => {
    const path = decodeURIComponent(new URL(request.url, 'http://assets').pathname);
    const file =
      extension !== null && prefix !== null && path.startsWith(`${prefix}/`) ? extension.file(path.slice(prefix.length + 1)) : null;
    const bytes = file === null ? null : await readFile(file).catch(() => null);
    if (bytes === null || file === null) return reply.code(404).type('text/plain').send('No such file in the package.');
    return reply
      .headers({ 'access-control-allow-origin': '*', 'cache-control': 'no-store' })
      .type(types[extname(file)] ?? 'application/octet-stream')
      .send(bytes);
  });
  const url = await app.listen({ host: '127.0.0.1', port: 0 });
  return { url, close: () => app.close() };
}
