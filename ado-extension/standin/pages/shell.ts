/** The frame of every page: the host's bar on top, breadcrumbs, who is signed in. */
import type { Organization, Project, User } from '../model/types.ts';
import { html } from './html.ts';
import type { Html } from './html.ts';

export interface Shell {
  readonly title: string;
  readonly organization: Organization;
  readonly user: User;
  readonly crumbs: readonly { readonly text: string; readonly url: string }[];
  readonly script: string | null;
  /** JSON for the script, by the id of its element. */
  readonly data: { readonly id: string; readonly json: Html } | null;
  readonly body: Html;
  /** What the script of an extension's frame is told; null: the page has no such frame. */
  readonly frame: Html | null;
}

const initials = (user: User): string =>
  user.displayName
    .split(' ')
    .map((word) => word.charAt(0))
    .join('')
    .slice(0, 2);

function accounts(organization: Organization, user: User): Html {
  const options = [...organization.users.values()].map(
    (one) =>
      html`<option value="${one.account}" ${{ html: one === user ? 'selected' : '' }}>
        ${one.displayName}${one.options.role === 'administrator' ? ' (administrator)' : ''}
      </option>`,
  );
  return html`<form class="account" method="get">
    <label
      >Signed in as
      <select name="account" onchange="this.form.submit()">
        ${options}
      </select></label
    ><span class="coin" aria-hidden="true">${initials(user)}</span>
  </form>`;
}

export function projectUrl(organization: Organization, project: Project): string {
  return `/${organization.name}/${encodeURIComponent(project.name)}/_workitems`;
}

export function shell(page: Shell): string {
  const crumbs = page.crumbs.map((crumb) => html`<li><a href="${crumb.url}">${crumb.text}</a></li>`);
  const made = html`<!DOCTYPE html>
    <html lang="en" data-theme="light">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${page.title}</title>
        <link rel="stylesheet" href="/_static/page.css" />
        <link rel="icon" href="data:," />
        <script>
          try {
            if (localStorage.getItem('theme') === 'dark') document.documentElement.dataset.theme = 'dark';
          } catch {}
        </script>
      </head>
      <body>
        <header class="top">
          <a class="logo" href="/${page.organization.name}">Azure DevOps <small>stand-in</small></a>
          <nav aria-label="Breadcrumb">
            <ol>
              ${crumbs}
            </ol>
          </nav>
          ${page.frame !== null ? html`<button type="button" id="theme-toggle">Theme</button>` : null}${accounts(page.organization, page.user)}
        </header>
        <div id="messages"></div>
        ${page.body}
        ${
          page.data === null
            ? null
            : html`<script type="application/json" id="${page.data.id}">
                ${page.data.json}
              </script>`
        }
        ${page.script === null ? null : html`<script type="module" src="/_static/${page.script}.js"></script>`}
        ${
          page.frame === null
            ? null
            : html`<script type="application/json" id="frame-context">
                  ${page.frame}
                </script>
                <script type="module" src="/_static/host.js"></script>`
        }
      </body>
    </html>`;
  return made.html;
}
