/** Holds the requests that a stand-in has recorded, and its answers, against Atlassian's description of the REST API. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openApiChecker, type OpenApiChecker } from '@entente/testkit';
import type { RecordedRequest } from './rest/api.ts';

/** Folder of the official descriptions; ENTENTE_SPECS names it where it is not beside the repository. */
const specs = process.env['ENTENTE_SPECS'] ?? join(import.meta.dirname, '..', '..', '..', 'shared', 'specs');
const description = join(specs, 'jira-cloud', 'swagger-v3.v3.json');

let made: OpenApiChecker | null = null;

/** Null where the descriptions are not on this machine and ENTENTE_SPECS does not ask for them. */
export function jiraChecker(): OpenApiChecker | null {
  if (!existsSync(description)) {
    if (process.env['ENTENTE_SPECS'] !== undefined) throw new Error(`ENTENTE_SPECS names ${specs}, which has no ${description}`);
    return null;
  }
  made ??= openApiChecker(description, { nullIsAbsent: true });
  return made;
}

/** Answers that the description does not list, though the real host gives them everywhere. */
const unlisted = (status: number) => status >= 500 || [403, 410, 429].includes(status);

/** Violations of the description by a request that succeeded, and by its answer. */
export function violationsOf(checker: OpenApiChecker, request: RecordedRequest): readonly string[] {
  const answer = unlisted(request.status)
    ? []
    : checker.checkResponse({ ...request, contentType: request.answerType, body: request.answer });
  const asked = request.status < 300 ? checker.checkRequest(request) : [];
  return [...asked, ...answer];
}
