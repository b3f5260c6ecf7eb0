/** What the stand-in's own tests share: plain requests and readers of their answers. */
import type { JiraCloud } from './index.ts';

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
