/** One REST request: who asks, which resource, which version, may they; then the resource's own handler. */
import type { Host } from '../host.ts';
import { baseOf } from '../host.ts';
import type { SideService } from '../host.ts';
import { canRead, findProject } from '../model/organization.ts';
import type { Organization, Project } from '../model/types.ts';
import type { Principal } from './auth.ts';
import { Query } from './call.ts';
import type { Answer, Call, Method, Resource } from './call.ts';
import { notModelled, refusals } from './errors.ts';
import { mainResources, sideResources } from './resources/index.ts';
import type { HostError } from './errors.ts';
import { makeRouter } from './router.ts';
import { holds } from './scopes.ts';
import { checkVersion, readVersion, resourceVersionAt } from './version.ts';

export interface RestRequest {
  readonly method: string;
  /** Decoded segments after the organization. */
  readonly segments: readonly string[];
  readonly query: URLSearchParams;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: unknown;
  readonly bytes: Buffer;
}

export interface RestTarget {
  readonly organization: Organization;
  readonly service: SideService | null;
}

type Find = ReturnType<typeof makeRouter>;

export interface Rest {
  answer(request: RestRequest, target: RestTarget, principal: Principal | null): Promise<Answer>;
}

const methods: readonly string[] = ['GET', 'POST', 'PATCH', 'PUT', 'DELETE', 'HEAD'];
const isMethod = (text: string): text is Method => methods.includes(text);

function locations(host: Host, resources: readonly Resource[], area: string | null): Answer {
  const { released, newest } = host.versions;
  const found = resources.filter((resource) => area === null || resource.area.toLowerCase() === area.toLowerCase());
  return {
    body: found.map((resource) => ({
      id: resource.id,
      area: resource.area,
      resourceName: resource.name,
      routeTemplate: resource.template,
      resourceVersion: resourceVersionAt(resource, newest),
      minVersion: '1.0',
      maxVersion: newest.toFixed(1),
      releasedVersion: resource.released ? released.toFixed(1) : '0.0',
    })),
  };
}

function scopeProject(organization: Organization, principal: Principal, name: string | undefined): Project | null {
  if (name === undefined) return null;
  const project = findProject(organization, name);
  if (project === null || !canRead(principal.user, project)) throw refusals.projectMissing(name);
  return project;
}

export function makeRest(host: Host): Rest {
  const resourcesOf = (service: SideService | null): readonly Resource[] =>
    host.flavour === 'server'
      ? [...mainResources, ...sideResources.vssps.filter((resource) => resource.area !== 'Location'), ...sideResources.extmgmt]
      : service === null
        ? mainResources
        : sideResources[service];
  const routers: Record<SideService | 'main', Find> = {
    main: makeRouter(resourcesOf(null)),
    vssps: makeRouter(resourcesOf('vssps')),
    extmgmt: makeRouter(resourcesOf('extmgmt')),
  };

  function route(request: RestRequest, target: RestTarget): ReturnType<Find> {
    const apis = request.segments.findIndex((segment) => segment.toLowerCase() === '_apis');
    return routers[target.service ?? 'main'](request.segments.slice(0, apis), request.segments.slice(apis + 1));
  }

  function unknown(request: RestRequest, target: RestTarget): HostError {
    const path = request.segments.join('/');
    const elsewhere =
      target.service === null && host.flavour === 'services' && /^_apis\/(identities|profile|graph|extensionmanagement)\b/i.test(path);
    return elsewhere
      ? notModelled(`${path} at this address: on Services it lives on a host of its own, which _apis/resourceAreas names`)
      : notModelled(`${request.method} ${path}`);
  }

  async function answer(request: RestRequest, target: RestTarget, principal: Principal | null): Promise<Answer> {
    const apis = request.segments.findIndex((segment) => segment.toLowerCase() === '_apis');
    if (request.method === 'OPTIONS') return locations(host, resourcesOf(target.service), request.segments[apis + 1] ?? null);
    if (principal === null) throw refusals.unauthorized('aaaaaaaa-aaaa-aaaa-aaaa-aaaaaaaaaaaa');
    const match = route(request, target);
    if (match === null || !isMethod(request.method)) throw unknown(request, target);
    const handler = match.handlers[request.method];
    if (handler === undefined) throw unknown(request, target);
    const { resource } = match;
    const version = readVersion(request.query, request.headers['accept'] ?? '');
    checkVersion(version, request.method, resource, host.versions);
    const needed = resource.scopes === null ? null : request.method === 'GET' ? resource.scopes.read : resource.scopes.write;
    if (needed !== null && !holds(principal.scopes, needed)) throw refusals.unauthorized(principal.user.id);
    const query = new Query(request.query);
    const unmodelled = resource.unmodelled?.find((name) => (query.get(name) ?? 'false').toLowerCase() !== 'false');
    if (unmodelled !== undefined) throw notModelled(`the parameter ${unmodelled} of this resource`);
    const { organization } = target;
    const call: Call = {
      host,
      organization,
      user: principal.user,
      project: scopeProject(organization, principal, match.params['project']),
      params: match.params,
      query,
      headers: request.headers,
      body: request.body,
      bytes: request.bytes,
      version,
      base: baseOf(host, organization),
    };
    return handler(call);
  }

  return { answer };
}
