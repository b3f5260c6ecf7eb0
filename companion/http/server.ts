import cors from '@fastify/cors';
import Fastify from 'fastify';
import type { FastifyInstance } from 'fastify';
import type { Configuration } from '../configuration.ts';
import { platforms } from '../platforms.ts';
import { adminApi } from './admin-api.ts';
import type { AdminApiParts } from './admin-api.ts';
import { hookApi } from './hook-api.ts';
import { pages } from './pages.ts';
import { partnerApi } from './partner-api.ts';

/** Where Azure DevOps Services serves an extension's pages from; on Server the frame's origin is `null`. */
const EXTENSION_PAGES = /^https:\/\/[a-z0-9-]+\.gallerycdn\.vsassets\.io$/;
const LOOPBACK_PAGES = /^http:\/\/(127\.0\.0\.1|localhost)(:\d+)?$/;

/** For who opens the address in a browser, to see whether it is the right one. Names no instance. */
const FRONT = `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"><title>Entente’s companion</title></head>
<body><h1>Entente’s companion</h1><p>It runs. Enter this address where a Connections page asks for the companion.</p>
<p>Jira Data Center without the menu plugin: <a href="pages/jira-data-center/">Connections</a>.</p></body></html>`;

export interface ServerParts extends AdminApiParts {
  readonly configuration: Configuration;
  readonly version: string;
  /** Names this process: who asks the public address learns whether it leads here. */
  readonly run: string;
}

/** Puts the routes together; the caller listens and closes. */
export async function httpServer(parts: ServerParts): Promise<FastifyInstance> {
  // No request log: what is worth knowing is logged by those who act on a request, without addresses that name tenants.
  const server = Fastify({ logger: false, routerOptions: { maxParamLength: 200 }, requestTimeout: 60_000, forceCloseConnections: true });
  server.get(
    '/',
    async (_request, reply) =>
      await reply.type('text/html; charset=utf-8').header('content-security-policy', "default-src 'none'").send(FRONT),
  );
  server.get('/healthz', async () => ({ status: 'ok', version: parts.version, run: parts.run }));
  await server.register(async (scope) => partnerApi(parts.tenants)(scope));
  await server.register(async (scope) => hookApi(parts.tenants)(scope));
  await server.register(async (scope) => pages(platforms)(scope), { prefix: '/pages' });
  await server.register(
    async (scope) => {
      await scope.register(cors, {
        origin: originsOf(parts.configuration),
        methods: ['GET', 'POST'],
        allowedHeaders: ['authorization', 'content-type', 'entente-instance'],
        exposedHeaders: ['retry-after'],
        maxAge: 600,
      });
      adminApi(parts)(scope);
    },
    { prefix: '/admin/v1' },
  );
  return server;
}

/** A page inside of a tracker that the operator allows comes from that tracker's own origin. */
function originsOf({ pageOrigins, allowedOrganizations, allowLoopback }: Configuration): (string | RegExp)[] {
  const trackers = allowedOrganizations.filter((text) => URL.canParse(text)).map((text) => new URL(text).origin);
  return [...pageOrigins, ...trackers, 'null', EXTENSION_PAGES, ...(allowLoopback ? [LOOPBACK_PAGES] : [])];
}
