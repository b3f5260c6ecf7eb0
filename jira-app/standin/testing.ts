/** What the stand-in's own tests share: the official description, and plain requests held against it. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { openApiChecker, type OpenApiChecker } from '@entente/testkit';
import type { JiraCloud, RecordedRequest } from './index.ts';

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

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly json: unknown;
}

/** @param path after `/rest/api/3` */
export async function ask(jira: JiraCloud, method: string, path: string, body?: unknown, account?: string): Promise<Answer> {
  const response = await fetch(jira.restUrl + path, {
    method,
    headers: { authorization: jira.authorization(account), ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  const json: unknown = response.headers.get('content-type')?.includes('json') === true && text !== '' ? JSON.parse(text) : text;
  return { status: response.status, headers: response.headers, json };
}

/** A member deep inside an answer; undefined where it is not there. */
export function member(value: unknown, ...path: readonly (string | number)[]): unknown {
  return path.reduce<unknown>((here, key) => (typeof here === 'object' && here !== null ? Reflect.get(here, key) : undefined), value);
}

export const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);

export const adf = (text: string) => ({ type: 'doc', version: 1, content: [{ type: 'paragraph', content: [{ type: 'text', text }] }] });

/** Creates an issue in ACME and answers its key. */
export async function newIssue(jira: JiraCloud, fields: { readonly [field: string]: unknown } = {}): Promise<string> {
  const { status, json } = await ask(jira, 'POST', '/issue', {
    fields: { project: { key: 'ACME' }, issuetype: { name: 'Task' }, summary: 'An issue', ...fields },
  });
  if (status !== 201) throw new Error(JSON.stringify(json));
  return String(member(json, 'key'));
}
