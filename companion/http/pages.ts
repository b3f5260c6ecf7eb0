/**
 * Admin pages that the companion serves itself: `/pages/{platformId}/`.
 *
 * 1. Only files of the built page, by their exact names; the page talks to this companion and to nobody else.
 * 2. It stands in no frame: a page around it could not be told from an attacker's.
 */
import { existsSync, readFileSync, readdirSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Platform } from '../platforms.ts';

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

/** Inline styles are the component library's. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; font-src 'self' data:; connect-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

export function pages(platforms: readonly Platform[]) {
  const folders = new Map(platforms.flatMap(({ id, pageFolder }) => (pageFolder === undefined ? [] : [[id, pageFolder] as const])));
  return (server: FastifyInstance): void => {
    server.get<{ Params: { platformId: string } }>('/:platformId', async (request, reply) => {
      return await reply.redirect(`${request.params.platformId}/`);
    });
    server.get<{ Params: { platformId: string; '*': string } }>('/:platformId/*', async (request, reply) => {
      const folder = folders.get(request.params.platformId);
      const name = request.params['*'] === '' ? 'index.html' : request.params['*'];
      const type = TYPES[extname(name)];
      const known = folder !== undefined && existsSync(folder) && readdirSync(folder).includes(name);
      if (!known || type === undefined) return await reply.code(404).send({ error: { code: 'notFound' } });
      return await reply
        .header('content-type', type)
        .header('content-security-policy', POLICY)
        .header('x-content-type-options', 'nosniff')
        .header('referrer-policy', 'no-referrer')
        .header('cache-control', 'no-cache')
        .send(readFileSync(join(folder, name)));
    });
  };
}
