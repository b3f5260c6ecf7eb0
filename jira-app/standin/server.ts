/**
 * The three doors: the site (REST, pages), the edge (web triggers, the app's platform, media) and the CDN (Custom UI), each
 * an origin of its own, as on the real host.
 */
import { randomBytes } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { platformDoor } from './forge/proxy.ts';
import type { Platform } from './forge/platform.ts';
import { html, openDoor, redirect, restRequestOf, send, text, type Door } from './http.ts';
import type { Site } from './model/site.ts';
import type { Account } from './model/types.ts';
import { cdnAnswer } from './page/cdn.ts';
import { adminBase, adminPage, frameCall, issuePanel, mainAdminPage } from './page/frame.ts';
import { humanPage } from './page/human.ts';
import { layout, type Shell } from './page/layout.ts';
import { script, styles } from './page/scripts.ts';
import type { RestApi } from './rest/api.ts';
import { mediaToken, ranged } from './rest/attachments.ts';
import { commonHeaders, loginFailed, type Principal, type RestAnswer, type RestRequest } from './rest/wire.ts';

export interface ServerParts {
  readonly site: Site;
  readonly rest: RestApi;
  readonly platform: Platform | null;
  readonly resourcesRoot: string;
  readonly onError: (error: unknown) => void;
}

const sessionCookie = 'jira.session';

function basicAccount(site: Site, request: RestRequest): Account | undefined {
  const encoded = /^Basic (.+)$/i.exec(request.headers['authorization'] ?? '')?.[1];
  if (encoded === undefined) return undefined;
  const [email = '', ...token] = Buffer.from(encoded, 'base64').toString('utf8').split(':');
  return site.accounts.find(
    (account) =>
      account.accountType === 'atlassian' &&
      account.active &&
      account.email.toLowerCase() === email.toLowerCase() &&
      account.token !== null &&
      account.token === token.join(':'),
  );
}

function sessionAccount(site: Site, headers: { readonly [name: string]: string }): Account | undefined {
  const value = (headers['cookie'] ?? '')
    .split(';')
    .map((one) => one.trim().split('='))
    .find(([name]) => name === sessionCookie)?.[1];
  const account = value === undefined ? undefined : site.account(decodeURIComponent(value));
  return account ?? site.accounts.find((one) => one.admin) ?? site.accounts[0];
}

/** Wrong credentials answer 401 at once, as Jira does for an API token that does not hold. */
function restPrincipal(site: Site, request: RestRequest): Principal | null {
  if (request.headers['authorization'] === undefined) return { accountId: null, viaApp: false, scopes: null };
  const account = basicAccount(site, request);
  return account === undefined ? null : { accountId: account.accountId, viaApp: false, scopes: null };
}

const signIn = (accountId: string) => ({
  'set-cookie': `${sessionCookie}=${encodeURIComponent(accountId)}; Path=/; SameSite=Lax; HttpOnly`,
});

async function sitePage(parts: ServerParts, cdnUrl: () => string, request: RestRequest): Promise<RestAnswer> {
  const { site, rest, platform } = parts;
  const switchTo = request.query.get('account');
  if (switchTo !== null && request.method === 'GET') {
    const query = new URLSearchParams(request.query);
    query.delete('account');
    return redirect(`${request.path}${query.size > 0 ? `?${query.toString()}` : ''}`, signIn(switchTo));
  }
  if (request.path === '/login' && request.method === 'POST') {
    const back = request.headers['referer'] ?? '/';
    return redirect(
      back.startsWith(site.baseUrl) ? back : '/',
      signIn(new URLSearchParams(request.body.toString('utf8')).get('account') ?? ''),
    );
  }
  const viewer = sessionAccount(site, request.headers);
  if (viewer === undefined) return html(401, '<h1>No account</h1>');
  const page = platform === null ? undefined : mainAdminPage(platform)?.pages[0];
  const shell: Shell = {
    site,
    viewer,
    appPage: platform === null ? null : `${adminBase(platform)}${page === undefined ? '' : `/${page.route}`}`,
  };
  const asset = /^\/__frame\/(bridge|admin-page|chrome)\.js$/.exec(request.path)?.[1];
  if (asset === 'admin-page' || asset === 'chrome') return text(200, 'text/javascript', script(asset));
  if (request.path === '/__frame/site.css') return text(200, 'text/css', styles());
  if (platform !== null) {
    const frame = { site, platform, rest, cdnUrl };
    if (request.path.startsWith('/__frame/') && request.method === 'POST')
      return frameCall(frame, viewer, request.path.slice('/__frame/'.length), request);
    if (request.path === adminBase(platform) || request.path.startsWith(`${adminBase(platform)}/`)) return adminPage(frame, shell);
  }
  const panel = async (issueId: string): Promise<string> =>
    platform === null ? '' : issuePanel({ site, platform, rest, cdnUrl }, viewer, issueId);
  return (
    (await humanPage({ shell, rest, panel }, request)) ??
    html(404, layout(shell, 'Not found', '<h1>Page not found</h1><p>The stand-in of Jira has projects, issues and the app page.</p>'))
  );
}

async function edgeAnswer(parts: ServerParts, raw: IncomingMessage, request: RestRequest): Promise<RestAnswer> {
  const media = /^\/file\/(\d+)\/binary$/.exec(request.path)?.[1];
  if (media !== undefined) {
    const found = parts.site.attachment(media);
    if (found === undefined || request.query.get('token') !== mediaToken(found.attachment)) return text(404, 'text/plain', 'Not found');
    return ranged(found.attachment, request.headers['range']);
  }
  const { platform } = parts;
  if (platform === null) return text(404, 'text/plain', 'Not found');
  if (request.path.startsWith('/public/')) {
    platform.passed.push({ way: 'in', method: request.method, url: raw.url ?? '', body: request.body.toString('utf8') });
    return platform.webTriggers.answer(
      { method: request.method, path: request.path, rawHeaders: raw.rawHeaders, query: request.query, body: request.body },
      (functionKey, moduleKey, payload) => platform.invoke(functionKey, moduleKey, payload, null),
    );
  }
  return (await platformDoor(platform.parts(), request)) ?? text(404, 'text/plain', 'Not found');
}

export interface Doors {
  readonly site: Door;
  readonly edge: Door;
  readonly cdn: Door;
}

async function cdnPage(parts: ServerParts, path: string): Promise<RestAnswer> {
  if (parts.platform === null) return text(404, 'text/plain', 'Not found');
  return cdnAnswer({ manifest: parts.platform.manifest, resourcesRoot: parts.resourcesRoot, siteUrl: () => parts.site.baseUrl }, path);
}

async function siteAnswer(parts: ServerParts, cdnUrl: () => string, request: RestRequest): Promise<RestAnswer> {
  if (!request.path.startsWith('/rest/')) return sitePage(parts, cdnUrl, request);
  const principal = restPrincipal(parts.site, request);
  const answer =
    principal === null
      ? html(401, 'Client must be authenticated to access this resource.', loginFailed(parts.site))
      : await parts.rest.handle(request, principal);
  const who: { readonly [name: string]: string } = principal?.accountId == null ? {} : { 'x-aaccountid': principal.accountId };
  return { ...answer, headers: { ...commonHeaders(), 'atl-traceid': randomBytes(16).toString('hex'), ...who, ...answer.headers } };
}

export interface Ports {
  readonly site: number;
  readonly edge: number;
  readonly cdn: number;
}

export async function openDoors(parts: ServerParts, ports: Ports): Promise<Doors> {
  const open = (port: number, answer: (request: RestRequest, raw: IncomingMessage) => Promise<RestAnswer>) =>
    openDoor(port, async (raw, response, url) => send(response, await answer(await restRequestOf(raw, url), raw)), parts.onError);
  const cdn = await open(ports.cdn, (request) => cdnPage(parts, request.path));
  const edge = await open(ports.edge, (request, raw) => edgeAnswer(parts, raw, request));
  const site = await open(ports.site, (request) => siteAnswer(parts, () => cdn.url, request));
  return { site, edge, cdn };
}
