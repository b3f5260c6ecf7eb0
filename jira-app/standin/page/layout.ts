/** The frame of the site's plain pages. */
import type { Site } from '../model/site.ts';
import type { Account } from '../model/types.ts';

export function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
}

export interface Shell {
  readonly site: Site;
  readonly viewer: Account;
  /** Null where no app is installed. */
  readonly appPage: string | null;
}

function accountSwitch(shell: Shell): string {
  const options = shell.site.accounts
    .filter((account) => account.accountType === 'atlassian')
    .map(
      (account) =>
        `<option value="${escapeHtml(account.accountId)}"${account === shell.viewer ? ' selected' : ''}>${escapeHtml(account.displayName)}${account.admin ? ' (admin)' : ''}</option>`,
    )
    .join('');
  return `<form method="post" action="/login"><label><span>Signed in as</span><select name="account">${options}</select></label> <button>Switch</button></form>`;
}

export function layout(
  shell: Shell,
  title: string,
  main: string,
  options: { readonly wide?: boolean; readonly scripts?: readonly string[] } = {},
): string {
  const scripts = ['chrome', ...(options.scripts ?? [])].map((name) => `<script src="/__frame/${name}.js" defer></script>`).join('');
  const app = shell.appPage === null ? '' : `<a href="${shell.appPage}">Apps</a>`;
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escapeHtml(title)} - ${escapeHtml(shell.site.name)}</title><link rel="stylesheet" href="/__frame/site.css"></head>
<body><header class="top"><strong>${escapeHtml(shell.site.name)}</strong><a href="/jira/projects">Projects</a>${app}<span class="fill"></span>
<button id="theme" type="button">Dark theme</button>${accountSwitch(shell)}</header>
<main${options.wide === true ? ' class="wide"' : ''}>${main}</main><div id="flags"></div>${scripts}</body></html>`;
}
