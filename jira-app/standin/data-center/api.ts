/**
 * The REST API of Jira Data Center as one function from a request to its answer.
 *
 * 1. What is not in the table answers 501 and says so.
 * 2. Users come by personal access token; a name and password only before Jira 11, which has basic authentication off.
 * 3. Every request is recorded with its answer; authorization headers are not.
 */
import { parseJson } from '../model/json.ts';
import type { Account } from '../model/types.ts';
import type { RecordedRequest } from '../rest/api.ts';
import { html } from '../http.ts';
import { Faults, spoil } from '../rest/faults.ts';
import { commonHeaders, loginFailed, refuseAsked, Refusal, type RestAnswer, type RestRequest } from '../rest/wire.ts';
import type { DataCenter } from './data-center.ts';
import { issueRoutes } from './issues.ts';
import { metadataRoutes } from './metadata.ts';
import { peopleRoutes } from './people.ts';
import { projectRoutes } from './projects.ts';
import { userName } from './views.ts';
import { webhookRoutes } from './webhooks.ts';
import { loginRequired, notAuthenticated, type DataCenterRoute } from './wire.ts';

interface Matcher extends DataCenterRoute {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

const literal = ({ template }: DataCenterRoute) => template.replace(/\{[^}]+\}/g, '').length;

const routes: readonly Matcher[] = [...issueRoutes, ...metadataRoutes, ...peopleRoutes, ...projectRoutes, ...webhookRoutes]
  .map((route) => ({
    ...route,
    names: [...route.template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? ''),
    pattern: new RegExp(`^${route.template.replace(/\{[^}]+\}/g, '([^/]+)')}$`),
  }))
  .toSorted((a, b) => literal(b) - literal(a));

/** Null: nobody in particular. An answer: the credentials do not hold. */
function accountOf(host: DataCenter, request: RestRequest, session: Account | null): Account | RestAnswer | null {
  const header = request.headers['authorization'];
  if (header === undefined) return session;
  const bearer = /^Bearer (\S+)$/i.exec(header)?.[1];
  const token = bearer === undefined ? undefined : host.tokens.get(bearer);
  if (token !== undefined && token.account.active && token.expires > host.site.now()) return token.account;
  const basic = /^Basic (\S+)$/i.exec(header)?.[1];
  const [name = '', ...password] = Buffer.from(basic ?? '', 'base64')
    .toString('utf8')
    .split(':');
  const account = (host.versionNumbers[0] ?? 0) >= 11 ? undefined : host.site.accounts.find((one) => userName(one) === name);
  if (basic !== undefined && account !== undefined && account.token === password.join(':')) return account;
  return basic === undefined ? clientNotAuthenticated(host) : basicFailed(host);
}

/** As the filters before the API itself say it. */
const clientNotAuthenticated = ({ site }: DataCenter): RestAnswer => ({
  status: 401,
  headers: loginFailed(site),
  json: { message: 'Client must be authenticated to access this resource.', 'status-code': 401 },
});

/** A page, whatever is accepted: it is written before anything knows that JSON was asked for. */
const basicFailed = ({ site }: DataCenter): RestAnswer =>
  html(
    401,
    '<!DOCTYPE html><html><head><title>Unauthorized (401)</title></head><body id="jira"><h1>Unauthorized (401)</h1>' +
      '<div class="aui-message aui-message-warning warning"><p>Encountered a <code>&quot;401 - Unauthorized&quot;</code> error while loading this page.</p>' +
      '<p>Basic Authentication Failure - Reason : AUTHENTICATED_FAILED</p><p><a href="/secure/MyJiraHome.jspa">Go to Jira home</a></p></div></body></html>',
    loginFailed(site),
  );

const isAnswer = (one: Account | RestAnswer | null): one is RestAnswer => one !== null && 'status' in one;

async function carryOut(host: DataCenter, asked: RestRequest, account: Account | null): Promise<RestAnswer> {
  const request = { ...asked, path: asked.path.replace(/^\/rest\/api\/latest\//, '/rest/api/2/') };
  const route = routes.find((one) => one.method === request.method && one.pattern.test(request.path));
  if (route === undefined) throw new Refusal(501, [`The stand-in of Jira Data Center does not model ${request.method} ${request.path}`]);
  if (account === null && route.anonymous === 'login') throw loginRequired();
  if (account === null && route.anonymous === 'filter') return clientNotAuthenticated(host);
  if (account === null && route.anonymous !== true) throw notAuthenticated();
  refuseAsked(request.query, route.unmodelled);
  const values = route.pattern.exec(request.path)?.slice(1).map(decodeURIComponent) ?? [];
  const params = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? '']));
  const principal = { accountId: account?.accountId ?? null, viaApp: false, scopes: null };
  const seenAs = account === null ? undefined : { ...account, timeZone: host.timeZone };
  return await route.handle({ host, site: host.site, principal, account: seenAs, request, params, query: request.query });
}

function recordOf(request: RestRequest, accountId: string | null, answer: RestAnswer): RecordedRequest {
  const { authorization: _secret, cookie: _session, ...headers } = request.headers;
  const json = (headers['content-type'] ?? '').includes('json');
  const body = json ? parseJson(request.body.toString('utf8')) : `(${request.body.length} bytes)`;
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    headers,
    body: request.body.length === 0 ? undefined : body,
    accountId,
    viaApp: false,
    status: answer.status,
    answerType: answer.json === undefined ? answer.headers?.['content-type'] : 'application/json;charset=UTF-8',
    answer: answer.json,
  };
}

/** Much is shared with Cloud, and says so where it does not model something. */
function named(refusal: Refusal): Refusal {
  if (refusal.status !== 501) return refusal;
  return new Refusal(
    501,
    refusal.errorMessages.map((message) => message.replace('stand-in of Jira Cloud', 'stand-in of Jira Data Center')),
  );
}

const userId = (user: Account | null): string | null => user?.accountId ?? null;

const nodeHeaders = (user: Account | null): { readonly [name: string]: string } => ({
  'x-anodeid': 'node1',
  'x-ausername': user === null ? 'anonymous' : userName(user),
  ...(user === null ? {} : { 'x-seraph-loginreason': 'OK' }),
});

export interface DataCenterApi {
  handle(request: RestRequest, session: Account | null): Promise<RestAnswer>;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
}

export function dataCenterApi(host: DataCenter): DataCenterApi {
  const requests: RecordedRequest[] = [];
  const faults = new Faults();
  return {
    requests,
    faults,
    handle: async (request, session) => {
      let user: Account | null = null;
      const answered = async (): Promise<RestAnswer> => {
        const throttled = faults.throttled(request);
        if (throttled !== null) return throttled;
        const failure = faults.take(request);
        const carried = async (): Promise<RestAnswer> => {
          const account = accountOf(host, request, session);
          if (isAnswer(account)) return account;
          user = account;
          return await carryOut(host, request, account);
        };
        return failure === null ? await carried() : await spoil(failure, carried);
      };
      const given = await answered().catch((caught: unknown) => {
        if (caught instanceof Refusal) return named(caught).answer();
        throw caught;
      });
      const answer = { ...given, headers: { ...commonHeaders(), ...nodeHeaders(user), ...given.headers } };
      requests.push(recordOf(request, userId(user), answer));
      return answer;
    },
  };
}
