/** Pages for people: issues as text, and the frame in which a plugin's admin page stands. */
import { existsSync, readFileSync } from 'node:fs';
import { join, normalize } from 'node:path';
import { html, redirect, text } from '../http.ts';
import type { Account } from '../model/types.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import type { DataCenter } from './data-center.ts';
import { textOf, userName } from './views.ts';

export interface Plugin {
  /** The files of the jar's `ui`. */
  readonly uiFolder: string;
  /** What was built into its servlet; '' where nothing was. */
  readonly companionUrl: string;
}

export interface PageParts {
  readonly host: DataCenter;
  readonly plugin: Plugin | null;
}

const escaped = (value: string) => value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

function shell({ host }: PageParts, title: string, body: string): string {
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><title>${escaped(title)} - ${escaped(host.site.name)}</title></head><body>${body}</body></html>`;
}

function issuePage(parts: PageParts, key: string): RestAnswer {
  const issue = parts.host.site.issue(key);
  if (issue === undefined) return html(404, shell(parts, 'Not found', '<h1>The issue does not exist</h1>'));
  const comments = issue.comments.map((comment) => `<li><pre>${escaped(textOf(comment.body) ?? '')}</pre></li>`).join('');
  const files = issue.attachments.map(({ filename }) => `<li>${escaped(filename)}</li>`).join('');
  const body = `<h1>${escaped(`${issue.key} ${issue.summary}`)}</h1><pre>${escaped(textOf(issue.description) ?? '')}</pre><p>${escaped(issue.labels.join(', '))}</p><h2>Comments</h2><ul>${comments}</ul><h2>Attachments</h2><ul>${files}</ul>`;
  return html(200, shell(parts, issue.key, body));
}

function issuesPage(parts: PageParts): RestAnswer {
  const issues = [...parts.host.site.issues.values()].toReversed();
  const rows = issues.map(({ key, summary }) => `<li><a href="/browse/${key}">${escaped(`${key} ${summary}`)}</a></li>`).join('');
  return html(200, shell(parts, 'Issues', `<h1>Issues</h1><ul>${rows}</ul>`));
}

/** What the decorator `atl.admin` makes around the page that the plugin's servlet prints. */
function adminPage(parts: PageParts): RestAnswer {
  if (parts.plugin === null) return html(404, shell(parts, 'Not found', '<h1>The plugin is not installed</h1>'));
  const resources = '/download/resources/org.entente.jira:ui';
  const body = `<nav aria-label="Administration"><h2>Entente</h2><a href="/plugins/servlet/entente/connections" aria-current="page">Connections</a></nav><main><div id="root" data-context=""></div></main><script type="module" src="${resources}/page.js"></script>`;
  const page = shell(parts, 'Connections', body).replace(
    '</head>',
    `<meta name="entente-companion" content="${escaped(parts.plugin.companionUrl)}"><link rel="stylesheet" href="${resources}/page.css"></head>`,
  );
  return html(200, page);
}

const types: { readonly [ending: string]: string } = { js: 'text/javascript', css: 'text/css', svg: 'image/svg+xml' };

function resource({ plugin }: PageParts, path: string): RestAnswer {
  const name = normalize(path.slice('/download/resources/org.entente.jira:ui/'.length));
  const file = join(plugin?.uiFolder ?? '', name);
  if (plugin === null || name.startsWith('..') || !existsSync(file)) return text(404, 'text/plain', 'Not found');
  return text(200, types[name.split('.').at(-1) ?? ''] ?? 'application/octet-stream', readFileSync(file, 'utf8'));
}

export function pageFor(parts: PageParts, request: RestRequest, session: Account | null): RestAnswer {
  const user = request.query.get('user');
  if (user !== null)
    return redirect(request.path, { 'set-cookie': `standin.user=${encodeURIComponent(user)}; Path=/; SameSite=Lax; HttpOnly` });
  const key = /^\/browse\/([^/]+)$/.exec(request.path)?.[1];
  if (key !== undefined) return issuePage(parts, decodeURIComponent(key));
  if (request.path.startsWith('/download/resources/org.entente.jira:ui/')) return resource(parts, request.path);
  if (request.path === '/plugins/servlet/entente/connections') {
    // The servlet's own check; the page's calls are checked where they arrive.
    if (session?.admin !== true)
      return html(
        403,
        shell(parts, 'Not allowed', `<h1>${escaped(session === null ? 'Sign in' : `${userName(session)} is no administrator`)}</h1>`),
      );
    return adminPage(parts);
  }
  if (request.path === '/') return issuesPage(parts);
  return html(404, shell(parts, 'Not found', '<h1>Page not found</h1>'));
}
