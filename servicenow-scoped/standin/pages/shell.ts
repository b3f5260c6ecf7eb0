/** The frame around every page: banner, navigator, main frame; and what plain pages inside it look like. */
import type { Actor } from '../db/types.ts';
import { html } from '../http.ts';
import type { HttpAnswer } from '../http.ts';
import type { Instance } from '../instance.ts';
import { escapeHtml } from './html.ts';
import { menusFor } from './menu.ts';
import type { Menu, Module } from './menu.ts';

const shellPrefix = '/now/nav/ui/classic/params/target/';

function moduleItem({ title, target }: Module, current: string): string {
  if (target === null) return `<li><h3>${escapeHtml(title)}</h3></li>`;
  const mark = target === current ? ' aria-current="page"' : '';
  return `<li><a href="${shellPrefix}${escapeHtml(encodeURIComponent(target))}"${mark}>${escapeHtml(title)}</a></li>`;
}

const menuHtml = (menu: Menu, current: string): string =>
  `<h2>${escapeHtml(menu.title)}</h2><ul>${menu.modules.map((module) => moduleItem(module, current)).join('')}</ul>`;

function loginForm(instance: Instance, actor: Actor): string {
  const options = instance.sessions.users().map((user) => {
    const name = instance.actor(user)?.name ?? user;
    return `<option value="${escapeHtml(user)}"${user === actor.userName ? ' selected' : ''}>${escapeHtml(name)}</option>`;
  });
  return `<form method="post" action="/login.do" class="row"><label>Signed in as <select name="user_name">${options.join('')}</select></label><button>Switch</button></form>`;
}

export function shell(instance: Instance, actor: Actor, target: string): HttpAnswer {
  const name = instance.options.instanceName ?? 'globex';
  const menus = menusFor(instance, actor).map((menu) => menuHtml(menu, target)).join(''); // prettier-ignore
  return html(
    200,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>ServiceNow</title>
<link rel="stylesheet" href="/standin/page.css"></head><body><div class="shell">
<header><strong>ServiceNow</strong><span>${escapeHtml(name)}</span><span class="fill"></span>${loginForm(instance, actor)}</header>
<nav aria-label="All applications"><label>Filter <input id="filter" type="search"></label>${menus}</nav>
<main><iframe name="gsft_main" id="gsft_main" title="Main content" src="/${escapeHtml(target)}"></iframe></main>
</div><script src="/standin/shell.js"></script></body></html>`,
  );
}

export function plainPage(title: string, main: string, status = 200): HttpAnswer {
  return html(
    status,
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>${escapeHtml(title)}</title>
<link rel="stylesheet" href="/standin/page.css"></head><body><main class="plain">${main}</main></body></html>`,
  );
}
