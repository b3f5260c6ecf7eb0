/**
 * The enhanced search. https://developer.atlassian.com/cloud/jira/platform/rest/v3/api-group-issue-search/
 *
 * 1. It finds what the index shows; the fields it answers are the issue's own, as they are now.
 * 2. Unbounded queries are refused. Without `fields` only ids are answered.
 */
import { asList, asText, parseJson, isObject, type Json } from '../model/json.ts';
import { findIssues } from '../jql/evaluate.ts';
import { parseJql } from '../jql/parse.ts';
import { listParameter, objectBody, refuseExpansions, wholeNumber } from './input.ts';
import { unmodelledExpansions } from './issues.ts';
import { issueView } from './issue-view.ts';
import { ok, Refusal, type Call, type RestAnswer, type Route } from './wire.ts';

interface Asked {
  readonly jql: string;
  readonly maxResults: number;
  readonly fields: readonly string[];
  readonly properties: readonly string[];
  readonly expand: ReadonlySet<string>;
  readonly token: string | null;
  readonly reconcile: ReadonlySet<string>;
}

const texts = (value: Json | undefined): string[] => asList(value).filter((one) => typeof one === 'string');

function askedByQuery(call: Call): Asked {
  return {
    jql: call.query.get('jql') ?? '',
    maxResults: wholeNumber(call, 'maxResults', 50),
    fields: listParameter(call, 'fields') ?? ['id'],
    properties: listParameter(call, 'properties') ?? [],
    expand: new Set(listParameter(call, 'expand') ?? []),
    token: call.query.get('nextPageToken'),
    reconcile: new Set(listParameter(call, 'reconcileIssues') ?? []),
  };
}

const known = ['jql', 'maxResults', 'fields', 'properties', 'expand', 'nextPageToken', 'reconcileIssues', 'fieldsByKeys'];

function askedByBody(call: Call): Asked {
  const body = objectBody(call);
  const unknown = Object.keys(body).find((key) => !known.includes(key));
  if (unknown !== undefined) throw new Refusal(400, ['Invalid request payload. Refer to the REST API documentation and try again.']);
  const maxResults = body['maxResults'];
  return {
    jql: asText(body['jql']) ?? '',
    maxResults: typeof maxResults === 'number' ? maxResults : 50,
    fields: body['fields'] === undefined ? ['id'] : texts(body['fields']),
    properties: texts(body['properties']),
    expand: new Set((asText(body['expand']) ?? '').split(',').filter((one) => one !== '')),
    token: asText(body['nextPageToken']),
    reconcile: new Set(asList(body['reconcileIssues']).map(String)),
  };
}

/** The token names the query it belongs to: another query refuses it. */
function readToken(asked: Asked): number {
  if (asked.token === null) return 0;
  const token = parseJson(Buffer.from(asked.token, 'base64url').toString('utf8'));
  if (!isObject(token) || token['jql'] !== asked.jql || typeof token['at'] !== 'number')
    throw new Refusal(400, ['The provided next page token is invalid or expired.']);
  return token['at'];
}

/** However many are asked for: ids alone, and issues with fields. */
const mostIds = 5000;
const mostIssues = 100;

function search(call: Call, asked: Asked): RestAnswer {
  const jql = parseJql(asked.jql);
  if (jql.where === null)
    throw new Refusal(400, ['Unbounded JQL queries are not allowed here. Please add a search restriction to your query.']);
  if (asked.maxResults < 1) throw new Refusal(400, ['The value for maxResults must be greater than 0.']);
  // Names stand beside the issues of a search, not in each of them.
  refuseExpansions(asked.expand, [...unmodelledExpansions, 'names'], 'a search');
  const found = findIssues(call, jql, asked.reconcile);
  const start = readToken(asked);
  const idOnly = asked.fields.length === 1 && asked.fields[0] === 'id';
  const page = found.slice(start, start + Math.min(asked.maxResults, idOnly ? mostIds : mostIssues, call.site.pageSize));
  const end = start + page.length;
  const issues = page.flatMap((indexed) => {
    const issue = call.site.issue(indexed.id);
    if (issue === undefined) return [];
    return [
      idOnly && asked.properties.length === 0
        ? { id: issue.id }
        : issueView(call, issue, { fields: asked.fields, properties: asked.properties, expand: asked.expand }),
    ];
  });
  const isLast = end >= found.length;
  return ok({
    issues,
    isLast,
    ...(isLast ? {} : { nextPageToken: Buffer.from(JSON.stringify({ jql: asked.jql, at: end })).toString('base64url') }),
  });
}

export const searchRoutes: readonly Route[] = [
  { method: 'GET', template: '/rest/api/3/search/jql', scope: 'read:jira-work', handle: (call) => search(call, askedByQuery(call)) },
  { method: 'POST', template: '/rest/api/3/search/jql', scope: 'read:jira-work', handle: (call) => search(call, askedByBody(call)) },
];

/** Removed from Jira Cloud in 2025; it still says so. */
export const goneRoutes: readonly Route[] = ['GET', 'POST'].map((method) => ({
  method,
  template: '/rest/api/3/search',
  scope: 'read:jira-work',
  handle: () => {
    throw new Refusal(410, [
      'The requested API has been removed. Please migrate to the /rest/api/3/search/jql API. A full migration guideline is available at https://developer.atlassian.com/changelog/#CHANGE-2046',
    ]);
  },
}));
