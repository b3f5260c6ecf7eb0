/**
 * The REST API v3 as one function from a request to its answer.
 *
 * 1. What is not in the table answers 501 and says so.
 * 2. Every request is recorded with its answer; authorization headers are not.
 */
import { parseJson, type Json } from '../model/json.ts';
import type { Site } from '../model/site.ts';
import { attachmentRoutes, type MediaHost } from './attachments.ts';
import { changelogRoutes } from './changelog.ts';
import { commentRoutes } from './comments.ts';
import { Faults, spoil } from './faults.ts';
import { issueRoutes } from './issues.ts';
import { metadataRoutes } from './metadata.ts';
import { peopleRoutes } from './people.ts';
import { projectRoutes } from './projects.ts';
import { propertyRoutes } from './properties.ts';
import { goneRoutes, searchRoutes } from './search.ts';
import { transitionRoutes } from './transitions.ts';
import { refuseAsked, Refusal, type Principal, type RestAnswer, type RestRequest, type Route } from './wire.ts';

export interface RecordedRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: { readonly [name: string]: string };
  /** Parsed where it is JSON; a note where it is something else; undefined where there is none. */
  readonly body: unknown;
  readonly accountId: string | null;
  readonly viaApp: boolean;
  readonly status: number;
  readonly answerType: string | undefined;
  readonly answer: Json | undefined;
}

interface Matcher extends Route {
  readonly pattern: RegExp;
  readonly names: readonly string[];
}

function matcher(route: Route): Matcher {
  const names = [...route.template.matchAll(/\{([^}]+)\}/g)].map((match) => match[1] ?? '');
  return { ...route, names, pattern: new RegExp(`^${route.template.replace(/\{[^}]+\}/g, '([^/]+)')}$`) };
}

/** Anonymous reading is answered with what everybody may see, which is nothing; accounts are not shown to it at all. */
const needsAccount = (request: RestRequest, route: Route) =>
  route.scope !== null && (request.method !== 'GET' || route.scope === 'read:jira-user');

const literal = (route: Route) => route.template.replace(/\{[^}]+\}/g, '').length;

/** No scope implies another: an app that may write may not read by it. */
function scopeHolds(scopes: readonly string[] | null, wanted: Route['scope']): boolean {
  return scopes === null || wanted === null || scopes.includes(wanted);
}

const withoutAuthorization = (headers: RestRequest['headers']) =>
  Object.fromEntries(Object.entries(headers).filter(([name]) => name !== 'authorization' && name !== 'cookie'));

function bodyForRecord(request: RestRequest): unknown {
  if (request.body.length === 0) return undefined;
  const contentType = request.headers['content-type'] ?? '';
  return contentType.includes('json') ? parseJson(request.body.toString('utf8')) : `(${request.body.length} bytes)`;
}

export interface RestApi {
  handle(request: RestRequest, principal: Principal): Promise<RestAnswer>;
  readonly requests: RecordedRequest[];
  readonly faults: Faults;
}

const fixedRoutes = [
  ...issueRoutes,
  ...commentRoutes,
  ...propertyRoutes,
  ...transitionRoutes,
  ...projectRoutes,
  ...peopleRoutes,
  ...metadataRoutes,
  ...searchRoutes,
  ...changelogRoutes,
  ...goneRoutes,
];

async function carryOut(site: Site, routes: readonly Matcher[], request: RestRequest, principal: Principal): Promise<RestAnswer> {
  const route = routes.find((one) => one.method === request.method && one.pattern.test(request.path));
  if (route === undefined) return notInTable(request);
  if (!scopeHolds(principal.scopes, route.scope))
    return { status: 401, json: { code: 401, message: 'Unauthorized; scope does not match' } };
  const account = site.account(principal.accountId);
  if (account === undefined && needsAccount(request, route)) return notAuthenticated;
  const values = route.pattern.exec(request.path)?.slice(1).map(decodeURIComponent) ?? [];
  const params = Object.fromEntries(route.names.map((name, index) => [name, values[index] ?? '']));
  try {
    refuseAsked(request.query, route.unmodelled);
    return await route.handle({ site, principal, account, request, params, query: request.query });
  } catch (caught) {
    if (caught instanceof Refusal) return caught.answer();
    throw caught;
  }
}

const notInTable = (request: RestRequest) =>
  new Refusal(501, [`The stand-in of Jira Cloud does not model ${request.method} ${request.path}`]).answer();

const notAuthenticated: RestAnswer = {
  status: 401,
  headers: { 'www-authenticate': 'OAuth realm="standin"' },
  json: { errorMessages: ['Client must be authenticated to access this resource.'], errors: {} },
};

const recordOf = (request: RestRequest, principal: Principal, answer: RestAnswer): RecordedRequest => ({
  method: request.method,
  path: request.path,
  query: request.query,
  headers: withoutAuthorization(request.headers),
  body: bodyForRecord(request),
  accountId: principal.accountId,
  viaApp: principal.viaApp,
  status: answer.status,
  answerType: answer.json === undefined ? answer.headers?.['content-type'] : 'application/json;charset=UTF-8',
  answer: answer.json,
});

export function restApi(site: Site, media: MediaHost, onRequest?: (request: RecordedRequest) => void): RestApi {
  const routes = [...fixedRoutes, ...attachmentRoutes(media)].map(matcher).toSorted((a, b) => literal(b) - literal(a));
  const requests: RecordedRequest[] = [];
  const faults = new Faults();

  async function answered(request: RestRequest, principal: Principal): Promise<RestAnswer> {
    const throttled = faults.throttled(request);
    if (throttled !== null) return throttled;
    const failure = faults.take(request);
    const carried = async (): Promise<RestAnswer> => await carryOut(site, routes, request, principal);
    return failure === null ? await carried() : await spoil(failure, carried);
  }

  return {
    requests,
    faults,
    async handle(request, principal) {
      if (faults.latencyMs > 0) await new Promise((resolve) => setTimeout(resolve, faults.latencyMs));
      const answer = await answered(request, principal);
      const recorded = recordOf(request, principal, answer);
      requests.push(recorded);
      onRequest?.(recorded);
      return answer;
    },
  };
}
