/**
 * Plain pages for people: projects, issues, one issue, with forms. They read and write through the REST API as the signed-in
 * account, so that permissions and events are the real ones.
 */
import { asList, asText, inWords, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { RestApi } from '../rest/api.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import { html, redirect } from '../http.ts';
import { adfToHtml, textToAdf } from './adf-html.ts';
import { escapeHtml, layout, type Shell } from './layout.ts';

export interface HumanParts {
  readonly shell: Shell;
  readonly rest: RestApi;
  /** The app's panel on an issue, by its id; '' where it has none. */
  readonly panel: (issueId: string) => Promise<string>;
}

type Ask = (method: string, path: string, body?: Json) => Promise<{ readonly status: number; readonly json: Json }>;

function asker(parts: HumanParts): Ask {
  return async (method, path, body) => {
    const url = new URL(path, 'http://jira');
    const answer = await parts.rest.handle(
      {
        method,
        path: url.pathname,
        query: url.searchParams,
        headers: { 'content-type': 'application/json' },
        body: body === undefined ? Buffer.alloc(0) : Buffer.from(JSON.stringify(body)),
      },
      { accountId: parts.shell.viewer.accountId, viaApp: false, scopes: null },
    );
    return { status: answer.status, json: answer.json ?? null };
  };
}

const member = (value: Json | undefined, ...path: string[]): Json =>
  path.reduce<Json>((here, key) => (isObject(here) ? (here[key] ?? null) : null), value ?? null);
const textAt = (value: Json, ...path: string[]) => asText(member(value, ...path)) ?? '';

/** Every page of a paged list. */
async function all(ask: Ask, path: string, items: string): Promise<Json[]> {
  const found: Json[] = [];
  for (;;) {
    const { status, json } = await ask('GET', `${path}${path.includes('?') ? '&' : '?'}startAt=${found.length}`);
    const page = asList(member(json, items));
    found.push(...page);
    if (status !== 200 || page.length === 0 || found.length >= Number(member(json, 'total'))) return found;
  }
}

function problem(parts: HumanParts, status: number, json: Json): RestAnswer {
  const errors = member(json, 'errors');
  const sentences = [
    ...asList(member(json, 'errorMessages')).map(inWords),
    ...(isObject(errors) ? Object.entries(errors).map(([field, message]) => `${field}: ${inWords(message)}`) : []),
  ];
  return html(
    status,
    layout(
      parts.shell,
      'Error',
      `<h1>That did not work</h1><p class="error">${sentences.map(escapeHtml).join('<br>')}</p><p><a href="javascript:history.back()">Back</a></p>`,
    ),
  );
}

async function projects(parts: HumanParts, ask: Ask): Promise<RestAnswer> {
  const found = await all(ask, '/rest/api/3/project/search', 'values');
  const rows = found
    .map(
      (project) =>
        `<tr><td>${escapeHtml(textAt(project, 'key'))}</td><td><a href="/jira/projects/${encodeURIComponent(textAt(project, 'key'))}">${escapeHtml(textAt(project, 'name'))}</a></td></tr>`,
    )
    .join('');
  return html(
    200,
    layout(
      parts.shell,
      'Projects',
      `<h1>Projects</h1><table><thead><tr><th>Key</th><th>Name</th></tr></thead><tbody>${rows}</tbody></table>`,
    ),
  );
}

async function issuesOf(ask: Ask, key: string): Promise<Json[]> {
  const found: Json[] = [];
  let token: string | null = null;
  do {
    const { json } = await ask('POST', '/rest/api/3/search/jql', {
      jql: `project = "${key}" ORDER BY created DESC`,
      fields: ['summary', 'status', 'issuetype', 'updated'],
      maxResults: 100,
      ...(token === null ? {} : { nextPageToken: token }),
    });
    found.push(...asList(member(json, 'issues')));
    token = asText(member(json, 'nextPageToken'));
  } while (token !== null);
  return found;
}

async function projectPage(parts: HumanParts, ask: Ask, key: string): Promise<RestAnswer> {
  const { status, json } = await ask('GET', `/rest/api/3/project/${encodeURIComponent(key)}`);
  if (status !== 200) return problem(parts, status, json);
  const rows = (await issuesOf(ask, key)).map((issue) => {
    const issueKey = escapeHtml(textAt(issue, 'key'));
    return `<tr><td><a href="/browse/${issueKey}">${issueKey}</a></td><td>${escapeHtml(textAt(issue, 'fields', 'summary'))}</td><td>${escapeHtml(textAt(issue, 'fields', 'issuetype', 'name'))}</td><td>${escapeHtml(textAt(issue, 'fields', 'status', 'name'))}</td></tr>`;
  });
  const types = asList(member(json, 'issueTypes')).filter((type) => member(type, 'subtask') !== true);
  const options = types
    .map((type) => `<option value="${escapeHtml(textAt(type, 'id'))}">${escapeHtml(textAt(type, 'name'))}</option>`)
    .join('');
  const form = `<h2>Create issue</h2><form class="box" method="post" action="/jira/projects/${encodeURIComponent(key)}/create">
<label>Issue type<select name="type">${options}</select></label><label>Summary<input name="summary" required maxlength="255"></label>
<label>Description<textarea name="description" rows="5"></textarea></label><label>Labels (separated by spaces)<input name="labels"></label><button class="primary">Create</button></form>`;
  const list =
    rows.length === 0
      ? '<p class="subtle">No issues yet.</p>'
      : `<table><thead><tr><th>Key</th><th>Summary</th><th>Type</th><th>Status</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  return html(200, layout(parts.shell, textAt(json, 'name'), `<h1>${escapeHtml(textAt(json, 'name'))}</h1>${list}${form}`));
}

function attachmentsHtml(issue: Json, key: string): string {
  const items = asList(member(issue, 'fields', 'attachment')).map((one) => {
    const id = encodeURIComponent(textAt(one, 'id'));
    return `<li><a href="/browse/${key}/attachment/${id}">${escapeHtml(textAt(one, 'filename'))}</a> <span class="subtle">${inWords(member(one, 'size'))} bytes</span></li>`;
  });
  return `<h2>Attachments</h2><ul>${items.join('')}</ul><form class="box" method="post" action="/browse/${key}/attach" enctype="multipart/form-data"><label>File<input type="file" name="file" required></label><button>Attach</button></form>`;
}

function commentHtml(comment: Json): string {
  const internal =
    member(comment, 'visibility') === null ? '' : ` <span class="label">${escapeHtml(textAt(comment, 'visibility', 'value'))} only</span>`;
  return `<div class="comment"><div class="subtle">${escapeHtml(textAt(comment, 'author', 'displayName'))}, ${escapeHtml(textAt(comment, 'created'))}${internal}</div>${adfToHtml(member(comment, 'body'))}</div>`;
}

async function issuePage(parts: HumanParts, ask: Ask, idOrKey: string): Promise<RestAnswer> {
  const { status, json } = await ask('GET', `/rest/api/3/issue/${encodeURIComponent(idOrKey)}`);
  if (status !== 200) return problem(parts, status, json);
  const key = encodeURIComponent(textAt(json, 'key'));
  const comments = await all(ask, `/rest/api/3/issue/${key}/comment`, 'comments');
  const labels = asList(member(json, 'fields', 'labels')).map(inWords);
  const summary = textAt(json, 'fields', 'summary');
  const facts = `<p class="subtle">${escapeHtml(textAt(json, 'fields', 'issuetype', 'name'))} · ${escapeHtml(textAt(json, 'fields', 'status', 'name'))} · reported by ${escapeHtml(textAt(json, 'fields', 'reporter', 'displayName'))}</p><p data-testid="labels">${labels.map((label) => `<span class="label">${escapeHtml(label)}</span>`).join('')}</p>`;
  const edit = `<h2>Edit</h2><form class="box" method="post" action="/browse/${key}/edit"><label>Summary<input name="summary" required maxlength="255" value="${escapeHtml(summary)}"></label><label>Labels (separated by spaces)<input name="labels" value="${escapeHtml(labels.join(' '))}"></label><button>Save</button></form>`;
  const add = `<form class="box" method="post" action="/browse/${key}/comment"><label>Comment<textarea name="comment" rows="3" required></textarea></label><button>Add comment</button></form>`;
  const panel = await parts.panel(textAt(json, 'id'));
  const description = adfToHtml(member(json, 'fields', 'description')) || '<p class="subtle">No description.</p>';
  return html(
    200,
    layout(
      parts.shell,
      `${key} ${summary}`,
      `<p><a href="/jira/projects/${encodeURIComponent(textAt(json, 'fields', 'project', 'key'))}">${escapeHtml(textAt(json, 'fields', 'project', 'name'))}</a> / ${key}</p><h1>${escapeHtml(summary)}</h1>${facts}
<h2>Description</h2><div data-testid="description">${description}</div>${attachmentsHtml(json, key)}${panel}<h2>Comments</h2>${comments.map(commentHtml).join('')}${add}${edit}`,
      panel === '' ? {} : { scripts: ['admin-page'] },
    ),
  );
}

const words = (text: string) => text.split(/\s+/).filter((word) => word !== '');

async function create(parts: HumanParts, ask: Ask, key: string, form: URLSearchParams): Promise<RestAnswer> {
  const description = form.get('description') ?? '';
  const fields: JsonObject = {
    project: { key },
    issuetype: { id: form.get('type') ?? '' },
    summary: form.get('summary') ?? '',
    labels: words(form.get('labels') ?? ''),
    ...(description.trim() === '' ? {} : { description: textToAdf(description) }),
  };
  const { status, json } = await ask('POST', '/rest/api/3/issue', { fields });
  return status === 201 ? redirect(`/browse/${textAt(json, 'key')}`) : problem(parts, status, json);
}

async function attach(parts: HumanParts, key: string, request: RestRequest): Promise<RestAnswer> {
  const answer = await parts.rest.handle(
    {
      method: 'POST',
      path: `/rest/api/3/issue/${key}/attachments`,
      query: new URLSearchParams(),
      headers: { 'content-type': request.headers['content-type'] ?? '', 'x-atlassian-token': 'no-check' },
      body: request.body,
    },
    { accountId: parts.shell.viewer.accountId, viaApp: false, scopes: null },
  );
  return answer.status === 200 ? redirect(`/browse/${key}`) : problem(parts, answer.status, answer.json ?? null);
}

async function post(parts: HumanParts, ask: Ask, path: string, request: RestRequest): Promise<RestAnswer | null> {
  const [, key = '', verb = ''] = /^\/browse\/([^/]+)\/(comment|edit|attach)$/.exec(path) ?? [];
  if (verb === 'attach') return attach(parts, key, request);
  const form = new URLSearchParams(request.body.toString('utf8'));
  const projectKey = /^\/jira\/projects\/([^/]+)\/create$/.exec(path)?.[1];
  if (projectKey !== undefined) return create(parts, ask, decodeURIComponent(projectKey), form);
  if (verb === '') return null;
  const { status, json } =
    verb === 'comment'
      ? await ask('POST', `/rest/api/3/issue/${key}/comment`, { body: textToAdf(form.get('comment') ?? '') })
      : await ask('PUT', `/rest/api/3/issue/${key}`, {
          fields: { summary: form.get('summary') ?? '', labels: words(form.get('labels') ?? '') },
        });
  return status < 300 ? redirect(`/browse/${key}`) : problem(parts, status, json);
}

/** @returns null: no such page. */
export async function humanPage(parts: HumanParts, request: RestRequest): Promise<RestAnswer | null> {
  const ask = asker(parts);
  const { path } = request;
  if (request.method === 'POST') return post(parts, ask, path, request);
  if (path === '/' || path === '/jira' || path === '/jira/projects') return projects(parts, ask);
  const key = /^\/jira\/projects\/([^/]+)$/.exec(path)?.[1];
  if (key !== undefined) return projectPage(parts, ask, decodeURIComponent(key));
  const file = /^\/browse\/[^/]+\/attachment\/(\d+)$/.exec(path)?.[1];
  if (file !== undefined) {
    return parts.rest.handle(
      {
        method: 'GET',
        path: `/rest/api/3/attachment/content/${file}`,
        query: new URLSearchParams('redirect=false'),
        headers: {},
        body: Buffer.alloc(0),
      },
      { accountId: parts.shell.viewer.accountId, viaApp: false, scopes: null },
    );
  }
  const issueKey = /^\/browse\/([^/]+)$/.exec(path)?.[1];
  return issueKey === undefined ? null : issuePage(parts, ask, decodeURIComponent(issueKey));
}
