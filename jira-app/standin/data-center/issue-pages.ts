/**
 * Plain pages for people: projects, issues, one issue, with forms. They read and write through REST as who is signed in, so that
 * permissions and webhooks are the real ones. Wiki markup is shown as it is written.
 */
import { redirect } from '../http.ts';
import { asList, asText, inWords, isObject, parseJson, type Json } from '../model/json.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import { panelsOf, scriptsOf, type Plugin } from './plugin.ts';
import { escaped, notFound, plain, type Viewed } from './shell.ts';

export type Handle = (request: RestRequest) => Promise<RestAnswer>;

interface Parts extends Viewed {
  readonly rest: Handle;
  readonly plugin: Plugin | null;
}

const member = (value: Json | undefined, ...path: string[]): Json =>
  path.reduce<Json>((here, key) => (isObject(here) ? (here[key] ?? null) : null), value ?? null);
const textAt = (value: Json, ...path: string[]): string => asText(member(value, ...path)) ?? '';

async function ask({ rest }: Parts, method: string, path: string, body?: Json): Promise<{ readonly status: number; readonly json: Json }> {
  const url = new URL(`/rest/api/2/${path}`, 'http://jira');
  const { status, json, bytes } = await rest({
    method,
    path: url.pathname,
    query: url.searchParams,
    headers: { 'content-type': 'application/json' },
    body: Buffer.from(body === undefined ? '' : JSON.stringify(body)),
  });
  return { status, json: json ?? parseJson(bytes?.toString('utf8') ?? '') ?? null };
}

const key = (of: Json): string => encodeURIComponent(textAt(of, 'key'));
const words = (text: string): readonly string[] => text.split(/\s+/).filter((word) => word !== '');

async function projects(parts: Parts): Promise<RestAnswer> {
  const { json } = await ask(parts, 'GET', 'project');
  const rows = asList(json).map(
    (one) => `<tr><td>${escaped(textAt(one, 'key'))}</td><td><a href="/browse/${key(one)}">${escaped(textAt(one, 'name'))}</a></td></tr>`,
  );
  return plain(
    parts,
    'Projects',
    `<h1>Projects</h1><table><thead><tr><th>Key</th><th>Name</th></tr></thead><tbody>${rows.join('')}</tbody></table>`,
  );
}

async function projectPage(parts: Parts, of: string): Promise<RestAnswer> {
  const { status, json } = await ask(parts, 'GET', `project/${of}`);
  if (status !== 200) return notFound(parts);
  const found = await ask(
    parts,
    'GET',
    `search?maxResults=50&fields=summary,status,issuetype&jql=${encodeURIComponent(`project = "${textAt(json, 'key')}" ORDER BY created DESC`)}`,
  );
  const rows = asList(member(found.json, 'issues')).map(
    (issue) =>
      `<tr><td><a href="/browse/${key(issue)}">${escaped(textAt(issue, 'key'))}</a></td><td>${escaped(textAt(issue, 'fields', 'summary'))}</td><td>${escaped(textAt(issue, 'fields', 'issuetype', 'name'))}</td></tr>`,
  );
  const types = asList(member((await ask(parts, 'GET', `issue/createmeta/${of}/issuetypes`)).json, 'values'))
    .filter((type) => member(type, 'subtask') !== true)
    .map((type) => `<option>${escaped(textAt(type, 'name'))}</option>`);
  const list =
    rows.length === 0
      ? '<p class="soft">No issues yet.</p>'
      : `<table><thead><tr><th>Key</th><th>Summary</th><th>Type</th></tr></thead><tbody>${rows.join('')}</tbody></table>`;
  const form = `<h2>Create issue</h2><form method="post"><label>Issue type<select name="type">${types.join('')}</select></label><label>Summary<input name="summary" required maxlength="255"></label><label>Description (wiki markup)<textarea name="description" rows="5"></textarea></label><label>Labels (separated by spaces)<input name="labels"></label><button>Create</button></form>`;
  return plain(parts, textAt(json, 'name'), `<h1>${escaped(textAt(json, 'name'))}</h1>${list}${form}`);
}

async function issuePage(parts: Parts, of: string): Promise<RestAnswer> {
  const { status, json } = await ask(parts, 'GET', `issue/${of}`);
  if (status !== 200) return notFound(parts);
  const { json: said } = await ask(parts, 'GET', `issue/${of}/comment?maxResults=500`);
  const labels = asList(member(json, 'fields', 'labels')).map(inWords);
  const summary = textAt(json, 'fields', 'summary');
  const comments = asList(member(said, 'comments')).map(
    (comment) =>
      `<p class="soft">${escaped(textAt(comment, 'author', 'displayName'))}, ${escaped(textAt(comment, 'created'))}</p><pre>${escaped(textAt(comment, 'body'))}</pre>`,
  );
  const files = asList(member(json, 'fields', 'attachment')).map(
    (file) =>
      `<li><a href="/secure/attachment/${encodeURIComponent(inWords(member(file, 'id')))}/${encodeURIComponent(textAt(file, 'filename'))}">${escaped(textAt(file, 'filename'))}</a> <span class="soft">${inWords(member(file, 'size'))} bytes</span></li>`,
  );
  const description = textAt(json, 'fields', 'description');
  return plain(
    parts,
    `${textAt(json, 'key')} ${summary}`,
    `<p><a href="/browse/${encodeURIComponent(textAt(json, 'fields', 'project', 'key'))}">${escaped(textAt(json, 'fields', 'project', 'name'))}</a> / ${escaped(textAt(json, 'key'))}</p><h1>${escaped(summary)}</h1>
${rightPanels(parts, textAt(json, 'id'))}<p class="soft">${escaped(textAt(json, 'fields', 'issuetype', 'name'))} · ${escaped(textAt(json, 'fields', 'status', 'name'))} · reported by ${escaped(textAt(json, 'fields', 'reporter', 'displayName'))}</p>
<p>${labels.map((label) => `<span class="label">${escaped(label)}</span>`).join('')}</p>
<h2>Description</h2>${description === '' ? '<p class="soft">No description.</p>' : `<pre data-testid="description">${escaped(description)}</pre>`}
<h2>Attachments</h2><ul>${files.join('')}</ul><form method="post" action="/browse/${of}/attach" enctype="multipart/form-data"><label>File<input type="file" name="file" required></label><button>Attach</button></form>
<h2>Comments</h2>${comments.join('')}<form method="post" action="/browse/${of}/comment"><label>Comment (wiki markup)<textarea name="comment" rows="3" required></textarea></label><button>Add comment</button></form>
<h2>Edit</h2><form method="post" action="/browse/${of}/edit"><label>Summary<input name="summary" required maxlength="255" value="${escaped(summary)}"></label><label>Labels (separated by spaces)<input name="labels" value="${escaped(labels.join(' '))}"></label><button>Save</button></form>`,
  );
}

/** What apps have put beside the issue, and what their scripts find of Jira's own. */
function rightPanels({ plugin }: Parts, id: string): string {
  const panels = panelsOf(plugin, 'atl.jira.view.issue.right.context');
  const jira = `<script>window.AJS = { contextPath: () => '' }; window.JIRA = { Issue: { getIssueId: () => ${Number(id)} } };</script>`;
  return panels === '' ? '' : `<aside>${panels}</aside>${jira}${scriptsOf(plugin, 'atl.general')}`;
}

function refused(parts: Parts, status: number, json: Json): RestAnswer {
  const errors = member(json, 'errors');
  const sentences = [
    ...asList(member(json, 'errorMessages')).map(inWords),
    ...(isObject(errors) ? Object.values(errors).map(inWords) : []),
  ];
  return plain(parts, 'Error', `<h1>That did not work</h1><p>${sentences.map(escaped).join('<br>')}</p>`, status);
}

async function post(parts: Parts, request: RestRequest, of: string, verb: string): Promise<RestAnswer> {
  if (verb === 'attach') {
    const headers = { ...request.headers, 'x-atlassian-token': 'no-check' };
    const { status, json } = await parts.rest({ ...request, path: `/rest/api/2/issue/${of}/attachments`, headers });
    return status < 300 ? redirect(`/browse/${of}`) : refused(parts, status, json ?? null);
  }
  const form = new URLSearchParams(request.body.toString('utf8'));
  const given = (name: string): string => (form.get(name) ?? '').replaceAll('\r\n', '\n');
  const edited = { summary: given('summary'), labels: [...words(given('labels'))] };
  if (verb === '') {
    const fields = { ...edited, description: given('description'), project: { key: of }, issuetype: { name: given('type') } };
    const { status, json } = await ask(parts, 'POST', 'issue', { fields });
    return status === 201 ? redirect(`/browse/${key(json)}`) : refused(parts, status, json);
  }
  const { status, json } =
    verb === 'comment'
      ? await ask(parts, 'POST', `issue/${of}/comment`, { body: given('comment') })
      : await ask(parts, 'PUT', `issue/${of}`, { fields: edited });
  return status < 300 ? redirect(`/browse/${of}`) : refused(parts, status, json);
}

/** @returns null: no such page. */
export async function issuePages(parts: Parts, request: RestRequest): Promise<RestAnswer | null> {
  if (request.path === '/') return await projects(parts);
  const [, of, verb = ''] = /^\/browse\/([A-Za-z][\w-]*)(?:\/(comment|edit|attach))?$/.exec(request.path) ?? [];
  if (of === undefined) return null;
  if (request.method === 'POST') return await post(parts, request, of, verb);
  return /-\d+$/.test(of) ? await issuePage(parts, of) : await projectPage(parts, of);
}
