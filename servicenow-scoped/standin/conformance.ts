/**
 * Holds the requests that a stand-in has recorded, and its answers, against the vendor's descriptions of the Table and
 * Attachment APIs. What the descriptions leave out is named here, and nothing else is passed over.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openApiChecker, type OpenApiChecker } from '@entente/testkit';
import type { ServiceNow } from './index.ts';
import type { LoggedRequest } from './request-log.ts';

/** Folder of the official descriptions; ENTENTE_SPECS names it where it is not beside the repository. */
const specs = process.env['ENTENTE_SPECS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'specs');
const folder = join(specs, 'servicenow');
/** As the documentation has them, and as an instance's own REST API Explorer exports them. */
const descriptions = [['table-from-docs.json', 'attachment-from-docs.json'], ['table.json']] as const;

let made: readonly OpenApiChecker[] | null = null;

/** The documentation's, then the Explorer's. Null where they are not on this machine and ENTENTE_SPECS does not ask for them. */
function checkers(): readonly OpenApiChecker[] | null {
  if (!existsSync(join(folder, 'table.json'))) {
    if (process.env['ENTENTE_SPECS'] !== undefined) throw new Error(`ENTENTE_SPECS names ${specs}, which has no servicenow/table.json`);
    return null;
  }
  made ??= descriptions.map((names) => openApiChecker(names.map((name) => join(folder, name))));
  return made;
}

/** The Explorer's export knows no offset, which the documentation has for lists. */
const olderThanOffset = /query sysparm_offset: the description does not know it$/;
/** Of lists the documentation names no answer, though it shows one. */
const unlistedAnswer = /^GET \/api\/now\/table\/\{tableName\} → 200: the description does not know this status$/;
/** The API allows conditions as `field=value` beside its own parameters, as its text says; no description can list them. */
const isOwn = (name: string): boolean => /^(sysparm_|file_name$|table_name$|table_sys_id$|creation_time$|encryption_context$)/.test(name);
const isDescribed = ({ path }: LoggedRequest): boolean => /^\/api\/now\/(v[12]\/)?(table|attachment)\b/.test(path);
const isTable = ({ path }: LoggedRequest): boolean => path.startsWith('/api/now/table/');

function violationsOf(request: LoggedRequest, [documented, explorer]: readonly OpenApiChecker[]): readonly string[] {
  if (request.status === 501) return [`501: ${request.method} ${request.path}`];
  // Refusals are shared by all; the descriptions name few of them.
  if (request.status >= 300 || documented === undefined || explorer === undefined) return [];
  const asked = {
    ...request,
    query: new URLSearchParams([...request.query].filter(([name]) => isOwn(name))),
    body: request.body ?? (request.size > 0 ? 'bytes' : undefined),
  };
  return [
    ...documented.checkRequest(asked),
    ...(isTable(request) ? explorer.checkRequest(asked).filter((one) => !olderThanOffset.test(one)) : []),
    ...documented
      .checkResponse({ ...request, contentType: request.answerType, body: request.answer })
      .filter((one) => !unlistedAnswer.test(one)),
  ];
}

export interface HeldServiceNow {
  /** How many requests of the two APIs there were; 0 where there is nothing to hold them against. */
  readonly held: number;
  readonly violations: readonly string[];
}

/** Every request of the Table and Attachment APIs that this instance has had, whoever made it. */
export function heldRequests({ control }: Pick<ServiceNow, 'control'>): HeldServiceNow {
  const known = checkers();
  const requests = known === null ? [] : control.requests().filter(isDescribed);
  return { held: requests.length, violations: [...new Set(requests.flatMap((request) => violationsOf(request, known ?? [])))] };
}
