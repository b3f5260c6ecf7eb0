/** The frame of every page: Jira's bar on top with its Settings menu, who is signed in, light and dark. */
import { html } from '../http.ts';
import type { Account } from '../model/types.ts';
import type { RestAnswer } from '../rest/wire.ts';
import type { DataCenter } from './data-center.ts';
import { userName } from './views.ts';

export const escaped = (value: string): string =>
  value.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

export interface Viewed {
  readonly host: DataCenter;
  readonly viewer: Account;
}

export interface Page {
  readonly title: string;
  /** HTML. */
  readonly body: string;
  /** HTML, into the head. */
  readonly head?: string;
  readonly status?: number;
}

/** Of Jira's Settings menu, those that the stand-in has; the product's pages are among the apps. */
const settings = [{ title: 'Manage apps', path: '/plugins/servlet/upm' }] as const;

function settingsMenu({ viewer }: Viewed): string {
  if (!viewer.admin) return '';
  const items = settings.map(({ title, path }) => `<li><a href="${path}">${title}</a></li>`).join('');
  return `<details class="menu"><summary>Settings</summary><ul>${items}</ul></details>`;
}

function accounts({ host, viewer }: Viewed): string {
  const options = host.site.accounts
    .filter(({ accountType }) => accountType === 'atlassian')
    .map((one) => {
      const name = userName(one);
      return `<option value="${escaped(name)}"${one === viewer ? ' selected' : ''}>${escaped(one.displayName)}${one.admin ? ' (administrator)' : ''}</option>`;
    });
  return `<form method="get"><label>Signed in as <select name="user" onchange="this.form.submit()">${options.join('')}</select></label></form>`;
}

/** Jira says its theme on the document; the stand-in keeps what was chosen, as the other stand-ins do. */
const themeScript = `const root = document.documentElement;
let theme = 'light';
try { theme = localStorage.getItem('theme') === 'dark' ? 'dark' : 'light'; } catch {}
const show = () => { root.dataset.colorMode = theme; root.style.colorScheme = theme; };
show();
addEventListener('DOMContentLoaded', () => document.getElementById('theme').addEventListener('click', () => {
  theme = theme === 'dark' ? 'light' : 'dark';
  try { localStorage.setItem('theme', theme); } catch {}
  show();
}));`;

const styles = `.jira { --ink:#172b4d; --soft:#44546f; --paper:#fff; --line:#dcdfe4; --raised:#f7f8f9; --link:#0c66e4; --go:#0c66e4; --on-go:#fff; }
[data-color-mode=dark] .jira { --ink:#c7d1db; --soft:#9fadbc; --paper:#1d2125; --line:#38414a; --raised:#22272b; --link:#579dff; --go:#579dff; --on-go:#1d2125; }
body.jira { margin:0; min-height:100vh; display:flex; flex-direction:column; font:14px/20px system-ui,sans-serif; color:var(--ink); background:var(--paper); }
.jira > header { display:flex; flex-wrap:wrap; align-items:center; gap:8px 16px; padding:8px 16px; border-bottom:1px solid var(--line); }
.jira > header .fill { flex:1; }
.jira > header a, .jira .settings > nav a, .jira .plain a { color:var(--link); text-decoration:none; }
.jira > header a:hover, .jira .settings > nav a:hover, .jira .plain a:hover { text-decoration:underline; }
.jira > header label { font-weight:400; color:var(--soft); }
.menu { position:relative; } .menu summary { cursor:pointer; } .menu ul { position:absolute; z-index:1; margin:4px 0 0; padding:8px 16px; list-style:none; white-space:nowrap; background:var(--paper); border:1px solid var(--line); border-radius:3px; }
.jira .settings { display:flex; flex:1; } .jira .settings > nav { flex:0 0 200px; padding:16px; border-right:1px solid var(--line); background:var(--raised); }
.jira .settings > nav h2 { margin:16px 0 4px; font-size:12px; line-height:16px; color:var(--soft); } .jira .settings > nav ul { margin:0; padding:0; list-style:none; }
.jira .settings > nav a { display:block; padding:4px 8px; } .jira .settings > nav a[aria-current] { font-weight:600; color:var(--ink); }
.jira .settings > main { flex:1; min-width:0; }
@media (max-width:640px) { .jira .settings { flex-direction:column; } .jira .settings > nav { flex:none; border-right:0; border-bottom:1px solid var(--line); } }
.jira .plain { flex:1; width:100%; max-width:860px; box-sizing:border-box; padding:16px 24px; } .plain pre { white-space:pre-wrap; font:inherit; }
.plain aside { float:right; width:300px; margin:0 0 16px 24px; } .module { border-top:1px solid var(--line); } .module h2 { margin:8px 0; font-size:14px; } .module summary { cursor:pointer; }
@media (max-width:640px) { .plain aside { float:none; width:auto; margin:0; } }
.plain table { border-collapse:collapse; width:100%; } .plain th, .plain td { text-align:left; padding:6px 12px 6px 0; border-bottom:1px solid var(--line); }
.plain .soft { color:var(--soft); } .plain .label { padding:0 6px; border:1px solid var(--line); border-radius:3px; margin-right:4px; }
.plain form { display:grid; gap:8px; max-width:520px; margin:8px 0 24px; } .plain form label { display:grid; gap:4px; }
.jira > header select, .plain input, .plain select, .plain textarea { font:inherit; color:inherit; background:var(--paper); border:1px solid var(--soft); border-radius:3px; padding:4px 8px; }
.plain button { justify-self:start; font:inherit; padding:4px 12px; border:0; border-radius:3px; color:var(--on-go); background:var(--go); cursor:pointer; }
#theme { font:inherit; color:inherit; background:none; border:1px solid var(--line); border-radius:3px; padding:4px 8px; cursor:pointer; }
.jira > header :focus-visible, .plain :focus-visible { outline:2px solid var(--go); outline-offset:2px; }`;

export function shown(viewed: Viewed, { title, body, head = '', status = 200 }: Page): RestAnswer {
  const { site } = viewed.host;
  return html(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)} - ${escaped(site.name)}</title><link rel="icon" href="data:,"><script>${themeScript}</script>${head}<style>${styles}</style></head>
<body class="jira"><header><a href="/"><strong>${escaped(site.name)}</strong></a><a href="/">Projects</a><span class="fill"></span>${settingsMenu(viewed)}
<button type="button" id="theme">Theme</button>${accounts(viewed)}</header>${body}</body></html>`,
  );
}

export const plain = (viewed: Viewed, title: string, body: string, status = 200): RestAnswer =>
  shown(viewed, { title, status, body: `<main class="plain">${body}</main>` });

export const notFound = (viewed: Viewed): RestAnswer =>
  plain(viewed, 'Not found', '<h1>Page not found</h1><p>It may have been moved or deleted.</p>', 404);
