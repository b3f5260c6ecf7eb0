/** The HTTP server of the host: REST below `_apis`, pages elsewhere. */
import Fastify from 'fastify';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Host } from './host.ts';
import { sideServices } from './host.ts';
import type { SideService } from './host.ts';
import type { Organization } from './model/types.ts';
import type { Fault } from './faults.ts';
import { HostError, refusals } from './wire/errors.ts';
import { makeRest } from './wire/rest.ts';
import { askedVersion } from './wire/version.ts';
import { halved, instead, rateHeaders, respond, respondError, signInPage, throttled, traceHeaders } from './wire/respond.ts';
import type { WireAnswer } from './wire/respond.ts';
import type { Principal } from './wire/auth.ts';
import type { Pages } from './pages/pages.ts';

/** Room for the largest simple upload and a little more, so that the host's own refusal is seen. */
const BODY_LIMIT = 140 * 1024 * 1024;

interface Incoming {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly bytes: Buffer;
  readonly body: unknown;
}

function readIncoming(request: FastifyRequest): Incoming {
  const headers: Record<string, string | undefined> = {};
  for (const [name, value] of Object.entries(request.headers)) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const isJson = /json/i.test(headers['content-type'] ?? '');
  return {
    method: request.method,
    url: new URL(request.url, 'http://host'),
    headers,
    bytes,
    body: isJson && bytes.length > 0 ? parse(bytes) : undefined,
  };
}

function parse(bytes: Buffer): unknown {
  try {
    const parsed: unknown = JSON.parse(bytes.toString('utf8'));
    return parsed;
  } catch {
    return undefined;
  }
}

/** Frames of other origins read the API with a token, never with cookies. */
function corsHeaders(incoming: Incoming): Record<string, string> {
  const { origin } = incoming.headers;
  if (origin === undefined) return {};
  return {
    'access-control-allow-origin': origin,
    'access-control-allow-methods': 'OPTIONS,GET,POST,PATCH,PUT,DELETE',
    'access-control-allow-headers': incoming.headers['access-control-request-headers'] ?? 'authorization',
    'access-control-expose-headers': 'Request-Context,X-MS-ContinuationToken,ActivityId,X-TFS-Session,Retry-After',
    'access-control-max-age': '3600',
    vary: 'Origin',
  };
}

interface Target {
  readonly organization: Organization;
  readonly service: SideService | null;
  readonly segments: readonly string[];
}

/** Below the virtual directory; null outside of it. */
function inDirectory({ directory }: Host, url: URL): URL | null {
  if (directory === '') return url;
  if (!`${url.pathname}/`.toLowerCase().startsWith(`${directory.toLowerCase()}/`)) return null;
  return new URL(`http://host${url.pathname.slice(directory.length) || '/'}${url.search}`);
}

function findTarget(host: Host, url: URL): Target | null {
  const segments = url.pathname
    .split('/')
    .filter((part) => part !== '')
    .map((part) => decodeURIComponent(part));
  const service = sideServices.find((name) => name === segments[0]) ?? null;
  const rest = service === null ? segments : segments.slice(1);
  const organization = host.organizations.get((rest[0] ?? '').toLowerCase());
  return organization === undefined ? null : { organization, service, segments: rest.slice(1) };
}

const isRest = (target: Target): boolean => target.segments.some((segment) => segment.toLowerCase() === '_apis');

/** A Server signs in by Windows, by a personal access token, or by the frame's bearer; no page elsewhere is named. */
const challenge = (host: Host): string =>
  host.flavour === 'server'
    ? `Bearer, Basic realm="${host.origin()}/", Negotiate, NTLM`
    : `Bearer authorization_uri=https://login.microsoftonline.com/common, Basic realm="${host.origin()}/", TFS-Federated`;

function signedOut(why: 'none' | 'expired' | 'badBearer', incoming: Incoming, host: Host): WireAnswer {
  const suppressed = incoming.headers['x-tfs-fedauthredirect']?.toLowerCase() === 'suppress';
  if (why === 'expired' || suppressed || host.flavour === 'server') {
    return {
      status: 401,
      headers: {
        'www-authenticate': challenge(host),
        'x-tfs-serviceerror': 'Access+Denied%3a+The+Personal+Access+Token+used+has+expired.',
        'content-type': 'text/html; charset=utf-8',
      },
      bytes: Buffer.from('Access Denied: The Personal Access Token used has expired.'),
      json: undefined,
    };
  }
  // Services leads to the sign-in page; a client that follows redirects sees it as 203.
  const back = encodeURIComponent(`${host.origin()}${incoming.url.pathname}${incoming.url.search}`);
  return {
    status: 302,
    headers: {
      location: `${host.origin()}${SIGN_IN}?realm=dev.azure.com&reply_to=${back}`,
      'www-authenticate': challenge(host),
      'content-type': 'text/html; charset=utf-8',
    },
    bytes: Buffer.from('<html><head><title>Object moved</title></head><body><h2>Object moved</h2></body></html>'),
    json: undefined,
  };
}

/** Of a host of its own, as the vendor has it. */
const SIGN_IN = '/_signin';

export function makeServer(host: Host, pages: Pages): FastifyInstance {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    forceCloseConnections: true,
    exposeHeadRoutes: false,
    routerOptions: { maxParamLength: 5000 },
  });
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => {
    done(null, body);
  });
  const rest = makeRest(host);

  function log(incoming: Incoming, target: Target | null, principal: Principal | null, answer: WireAnswer): void {
    const headers = Object.fromEntries(
      Object.entries(incoming.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
    );
    host.log.add({
      method: incoming.method,
      path: incoming.url.pathname,
      query: incoming.url.search,
      headers,
      organization: target?.organization.name ?? null,
      account: principal?.user.account ?? null,
      body: incoming.body,
      size: incoming.bytes.length,
      status: answer.status,
      answer: answer.json,
      answerType: answer.headers['content-type'] ?? null,
    });
  }

  /** Null: the request is lost, before or after its effect. */
  async function restAnswer(
    incoming: Incoming,
    target: Target,
    principal: Principal | null,
    fault: Fault | null,
  ): Promise<WireAnswer | null> {
    const accept = incoming.headers['accept'] ?? '';
    const now = target.organization.now();
    if (host.faults.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, host.faults.latencyMs));
    try {
      const other = fault === null ? null : instead(fault);
      if (other !== null) return other;
      if (fault?.kind === 'refuse') throw throttled(fault, now);
      if (fault?.kind === 'fail')
        throw new HostError(fault.status, 'ServiceUnavailableException', `The host failed with ${fault.status}, as it was told to.`, {
          home: 'framework',
        });
      const answered = respond(
        await rest.answer({ ...incoming, segments: target.segments, query: incoming.url.searchParams }, target, principal),
        accept,
        askedVersion(incoming.url.searchParams, accept),
      );
      if (fault?.kind === 'lose') return null;
      if (fault?.kind === 'half' || fault?.kind === 'cut') return halved(answered, fault);
      return fault?.kind === 'slow' ? { ...answered, headers: { ...answered.headers, ...rateHeaders(fault, now) } } : answered;
    } catch (error) {
      return respondError(error, accept);
    }
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const incoming = readIncoming(request);
    if (incoming.method === 'OPTIONS' && incoming.headers['access-control-request-method'] !== undefined) {
      return reply.code(200).headers(corsHeaders(incoming)).send();
    }
    if (incoming.url.pathname === SIGN_IN && host.flavour === 'services')
      return reply.code(203).header('content-type', 'text/html; charset=utf-8').send(signInPage);
    const inside = inDirectory(host, incoming.url);
    if (inside === null) return reply.code(404).header('content-type', 'text/plain').send('Nothing is here.');
    const target = findTarget(host, inside);
    if (target === null || !isRest(target)) {
      const page = await pages.answer(inside, target?.organization ?? null, target?.segments ?? [], incoming.headers);
      return reply.code(page.status).headers(page.headers).send(page.body);
    }
    const who = host.tokens.whoIs(incoming.headers['authorization']);
    const principal = typeof who === 'string' || who.organization !== target.organization ? null : who;
    const fault = host.faults.take({ method: incoming.method, path: incoming.url.pathname, account: principal?.user.account ?? null });
    const answer =
      principal === null && incoming.method !== 'OPTIONS'
        ? signedOut(typeof who === 'string' ? who : 'expired', incoming, host)
        : await restAnswer(incoming, target, principal, fault);
    if (answer === null) {
      request.raw.socket.destroy();
      return reply.hijack();
    }
    log(incoming, target, principal, answer);
    if (answer.within === true) {
      const { socket } = request.raw;
      reply.hijack();
      reply.raw.writeHead(answer.status, { ...answer.headers, 'content-length': String(answer.bytes?.length ?? 0) });
      reply.raw.write(answer.bytes?.subarray(0, answer.bytes.length / 2) ?? '', () => socket.destroy());
      return reply;
    }
    reply.code(answer.status).headers({ ...traceHeaders(), ...corsHeaders(incoming), ...answer.headers });
    return answer.bytes === null ? reply.send() : reply.send(answer.bytes);
  }

  app.all('/*', handle);
  app.setErrorHandler(async (error, _request, reply) => {
    const tooLarge = error instanceof Error && 'statusCode' in error && error.statusCode === 413;
    const answer = respondError(
      tooLarge
        ? new HostError(
            413,
            'AttachmentTooLargeException',
            'TF237082: The file you are trying to upload exceeds the supported file upload size.',
          )
        : refusals.badPatch(),
      '',
    );
    return reply.code(answer.status).headers(answer.headers).send(answer.bytes);
  });
  return app;
}
