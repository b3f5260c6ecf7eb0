/**
 * Holds what the product asked of both trackers against the official API descriptions.
 *
 * 1. Where the descriptions are missing nothing is held, and says so; on CI that is a failure.
 * 2. Areas that no given description covers are named here, and nothing else is left out.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { LoggedRequest } from '@entente/ado-extension/standin';
import { jiraChecker, violationsOf } from '@entente/jira-app/standin/conformance';
import { openApiChecker, type OpenApiChecker } from '@entente/testkit';
import type { Room } from './room.ts';

const specs = process.env['ENTENTE_SPECS'] ?? '';

/** Who am I, permissions, where things are, identities, extension settings. */
const undescribed = /\/_apis\/(connectionData|permissions|resourceAreas|identities|ExtensionManagement)\b/i;

/** Whether there is anything to hold against. Throws on CI where there is not. */
export function descriptionsAreHere(): boolean {
  const here = specs !== '' && existsSync(join(specs, 'ado')) && existsSync(join(specs, 'jira-cloud'));
  if (!here && (process.env['CI'] ?? '') !== '') throw new Error(`No API descriptions: ENTENTE_SPECS is “${specs}”.`);
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

function isOfCompanion({ account, method, path }: LoggedRequest): boolean {
  return account === 'entente' && method !== 'OPTIONS' && !undescribed.test(path);
}

const checkers = new Map<string, OpenApiChecker>();

/** Read once: they are large. */
function checkerOf(version: string): OpenApiChecker {
  const known =
    checkers.get(version) ??
    openApiChecker(['core', 'workItemTracking', 'serviceHooks'].map((name) => join(specs, 'ado', version, `${name}.json`)));
  checkers.set(version, known);
  return known;
}

function azureDevOpsViolations(requests: readonly LoggedRequest[]): readonly string[] {
  return ['7.0', '7.1'].flatMap((version) => {
    const checker = checkerOf(version);
    return requests
      .filter(({ query }) => new URLSearchParams(query).get('api-version')?.startsWith(version))
      .flatMap(({ method, path, query, headers, body, size }) =>
        checker.checkRequest({ method, path, query: new URLSearchParams(query), headers, body: body ?? (size > 0 ? 'bytes' : undefined) }),
      );
  });
}
