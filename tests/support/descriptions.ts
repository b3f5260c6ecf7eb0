/**
 * Holds what the trackers were asked against the official API descriptions.
 *
 * 1. Where there are no descriptions nothing is held. Where ENTENTE_SPECS names a folder, or on CI, one that is missing is a failure.
 * 2. Areas that no given description covers are named here, and nothing else is left out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import type { AzureDevOps, LoggedRequest } from '@entente/ado-extension/standin';
import { jiraChecker, violationsOf } from '@entente/jira-app/standin/conformance';
import type { Playground } from '@entente/playground';
import { heldRequests as heldServiceNow } from '@entente/servicenow-scoped/standin/conformance';
import { openApiChecker, type OpenApiChecker } from '@entente/testkit';
import type { AllHosts } from './all-hosts.ts';
import type { HostKind } from './instances.ts';
import type { Room } from './room.ts';

const specs = process.env['ENTENTE_SPECS'] ?? '';

/** Who am I, permissions, where things are, identities, extension settings. */
const undescribed = /\/_apis\/(connectionData|permissions|resourceAreas|identities|ExtensionManagement)\b/i;

/** Whether there is anything to hold against. Throws where there should be: ENTENTE_SPECS names a folder, or this is CI. */
export function descriptionsAreHere(): boolean {
  const here = specs !== '' && ['ado', 'jira-cloud', 'jira-dc', 'servicenow'].every((name) => existsSync(join(specs, name)));
  if (!here && (specs !== '' || (process.env['CI'] ?? '') !== '')) throw new Error(`No API descriptions: ENTENTE_SPECS is “${specs}”.`);
  return here;
}

export interface Held {
  readonly jira: number;
  readonly azureDevOps: number;
  readonly violations: readonly string[];
}

/** Every request of the product in this room so far. */
export function held({ playground: { jira, azureDevOps } }: Room): Held {
  const checker = jiraChecker();
  if (checker === null) throw new Error('No API descriptions of Jira.');
  const ofJira = jira.control.requests().filter(({ viaApp }) => viaApp);
  const ofAzureDevOps = azureDevOps.control.requests().filter(isOfCompanion);
  const unmodelled = [...ofJira, ...ofAzureDevOps]
    .filter(({ status }) => status === 501)
    .map(({ method, path }) => `501: ${method} ${path}`);
  return {
    jira: ofJira.length,
    azureDevOps: ofAzureDevOps.length,
    violations: [
      ...new Set([...unmodelled, ...ofJira.flatMap((request) => violationsOf(checker, request)), ...azureDevOpsViolations(ofAzureDevOps)]),
    ],
  };
}

const isDescribed = ({ method, path }: LoggedRequest): boolean => method !== 'OPTIONS' && !undescribed.test(path);
const isOfCompanion = (request: LoggedRequest): boolean => request.account === 'entente' && isDescribed(request);

export type Trackers = Pick<AllHosts, 'jiras' | 'dataCenters' | 'azureDevOps' | 'serviceNows'> & { readonly server: AzureDevOps | null };

/** What stands in the playground; kinds that do not have had no request. `rest`: the newest version that its Server knows. */
export function heldInPlayground(playground: Playground, rest: '7.0' | '7.1' = '7.1'): Readonly<Record<HostKind, HeldRequests>> {
  const { jira, azureDevOps, azureDevOpsServer: server, dataCenter, serviceNow } = playground;
  const [dataCenters, serviceNows] = [dataCenter === null ? [] : [dataCenter], serviceNow === null ? [] : [serviceNow]];
  return heldEverywhere({ jiras: [jira], dataCenters, azureDevOps, server, serviceNows }, rest);
}

/** For the end of a test with a playground: the kinds that were worked with, each of which was asked and held. */
export function expectDescribed(playground: Playground, kinds: readonly HostKind[], rest: '7.0' | '7.1' = '7.1'): void {
  if (!descriptionsAreHere()) return;
  const byKind = heldInPlayground(playground, rest);
  for (const kind of kinds) expect([kind, byKind[kind].violations, byKind[kind].held > 0]).toEqual([kind, [], true]);
}

/** Every request that these trackers have had so far, of Entente and of people, by the kind of the host. */
export function heldEverywhere(hosts: Trackers, rest: '7.0' | '7.1'): Readonly<Record<HostKind, HeldRequests>> {
  const { jiras, dataCenters, azureDevOps, server, serviceNows } = hosts;
  const cloud = jiraChecker();
  if (cloud === null) throw new Error('No API descriptions of Jira.');
  const ofServices = azureDevOps.control.requests().filter(isDescribed);
  const ofServer = server?.control.requests().filter(isDescribed) ?? [];
  const ofClouds = jiras.flatMap((jira) => jira.control.requests());
  const ofDataCenters = dataCenters.flatMap((jira) => jira.control.requests()).filter(({ path }) => path.startsWith('/rest/api/'));
  const ofInstances = serviceNows.map((one) => heldServiceNow(one));
  return {
    'jira-cloud': heldBy(ofClouds, (request) => violationsOf(cloud, request)),
    'jira-data-center': heldBy(ofDataCenters, (request) =>
      dataCenterChecker().checkRequest({ ...request, path: request.path.replace('/rest', '') }),
    ),
    'azure-devops': heldBy(ofServices, (request) => azureDevOpsViolations([request])),
    'azure-devops-server': heldBy(ofServer, (request) => serverViolations(request, rest)),
    servicenow: {
      held: ofInstances.reduce((sum, { held: count }) => sum + count, 0),
      violations: ofInstances.flatMap(({ violations }) => violations),
    },
  };
}

export interface HeldRequests {
  readonly held: number;
  readonly violations: readonly string[];
}

function heldBy<Request extends { readonly status: number; readonly method: string; readonly path: string }>(
  requests: readonly Request[],
  check: (request: Request) => readonly string[],
): HeldRequests {
  const found = requests.flatMap((request) => (request.status === 501 ? [`501: ${request.method} ${request.path}`] : check(request)));
  return { held: requests.length, violations: [...new Set(found)] };
}

const checkers = new Map<string, OpenApiChecker>();

/** Read once: they are large. */
function checkerOf(...path: readonly string[]): OpenApiChecker {
  const name = path.join('/');
  const known = checkers.get(name) ?? openApiChecker(join(specs, ...path));
  checkers.set(name, known);
  return known;
}

const dataCenterChecker = (): OpenApiChecker => checkerOf('jira-dc', 'jira-software-dc-10.3-openapi.json');

function azureDevOpsChecker(version: string): OpenApiChecker {
  const suffix = version.includes('server') ? '-onprem' : '';
  const known =
    checkers.get(version) ??
    openApiChecker(['core', 'workItemTracking', 'serviceHooks'].map((name) => join(specs, 'ado', version, `${name}${suffix}.json`)));
  checkers.set(version, known);
  return known;
}

const isAt = ({ query }: LoggedRequest, version: string): boolean =>
  new URLSearchParams(query).get('api-version')?.startsWith(version) === true;

function checkedBy(checker: OpenApiChecker, { method, path, query, headers, body, size }: LoggedRequest): readonly string[] {
  return checker.checkRequest({
    method,
    path: path.replace(/^\/tfs(?=\/)/, ''),
    query: new URLSearchParams(query),
    headers,
    body: body ?? (size > 0 ? 'bytes' : undefined),
  });
}

function azureDevOpsViolations(requests: readonly LoggedRequest[]): readonly string[] {
  return ['7.0', '7.1'].flatMap((version) =>
    requests.filter((request) => isAt(request, version)).flatMap((request) => checkedBy(azureDevOpsChecker(version), request)),
  );
}

/** In the version that it knows, and in no newer one. */
function serverViolations(request: LoggedRequest, rest: '7.0' | '7.1'): readonly string[] {
  if (!isAt(request, rest)) return [`not asked in version ${rest}: ${request.method} ${request.path}?${request.query}`];
  return checkedBy(azureDevOpsChecker(rest === '7.1' ? 'azure-devops-server-7.1' : '7.0'), request);
}
