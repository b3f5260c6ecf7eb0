/** The pages of the instance: the shell, the application's UI page, lists and records. A browser without a session is the administrator. */
import type { Actor } from '../db/types.ts';
import { html, redirect } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import { Sessions } from '../rest/sessions.ts';
import { listPage } from './list.ts';
import { recordPage } from './record.ts';
import { customEvents, prototypeJs, shellScript } from './scripts.ts';
import { plainPage, shell } from './shell.ts';
import { darkThemeCss, pageCss, themeCss } from './style.ts';
import { asset, uiPage } from './ui-page.ts';

const text = (type: string, body: string): HttpAnswer => ({
  status: 200,
  type: `${type};charset=UTF-8`,
  bytes: Buffer.from(body),
  headers: { 'cache-control': 'no-store' },
});

const files: Readonly<Record<string, HttpAnswer>> = {
  '/standin/page.css': text('text/css', pageCss),
  '/standin/shell.js': text('text/javascript', shellScript),
  '/standin/custom-events.js': text('text/javascript', customEvents),
  '/standin/prototype.js': text('text/javascript', prototypeJs),
  '/favicon.ico': { status: 204 },
};

const shellPath = /^\/now\/nav\/ui\/classic\/params\/target\/(.+)$/;

/** Signs in, and goes on to where the browser was going. */
function login(instance: Instance, call: HttpCall): HttpAnswer | null {
  const asked =
    call.path === '/login.do' && call.method === 'POST'
      ? new URLSearchParams(call.body.toString('utf8')).get('user_name')
      : call.query.get('sysparm_login');
  if (asked === null) return null;
  if (instance.actor(asked) === null || !instance.sessions.users().includes(asked)) return html(401, 'User name or password invalid');
  const cookie = { 'set-cookie': Sessions.cookie(instance.sessions.open(asked)) };
  if (call.path === '/login.do') return redirect(new URL(call.headers['referer'] ?? '/', instance.url()).pathname, cookie);
  const query = new URLSearchParams(call.query);
  query.delete('sysparm_login');
  return redirect(`${call.path}${query.size > 0 ? `?${query.toString()}` : ''}`, cookie);
}

function attachmentFile(instance: Instance, call: HttpCall): HttpAnswer | null {
  const sysId = call.query.get('sys_id') ?? '';
  const bytes = call.path === '/sys_attachment.do' ? instance.database.file(sysId) : null;
  if (bytes === null) return null;
  const name = encodeURIComponent(instance.database.get('sys_attachment', sysId)?.['file_name'] ?? '');
  // Never shown inside the instance's own origin.
  return {
    status: 200,
    bytes,
    type: 'application/octet-stream',
    headers: { 'content-disposition': `attachment; filename*=UTF-8''${name}` },
  };
}

async function inside(instance: Instance, call: HttpCall, actor: Actor, token: string): Promise<HttpAnswer> {
  const target = shellPath.exec(call.path)?.[1];
  if (target !== undefined) return shell(instance, actor, decodeURIComponent(target));
  const page = uiPage(instance, call.path.slice(1), token) ?? attachmentFile(instance, call);
  if (page !== null) return page;
  const name = /^\/([a-z0-9_]+)\.do$/.exec(call.path)?.[1] ?? '';
  const list = /^(.+)_list$/.exec(name)?.[1];
  if (list !== undefined && instance.dictionary.table(list) !== undefined) return listPage(instance, call, actor, list);
  if (instance.dictionary.table(name) !== undefined) return recordPage(instance, call, actor, name);
  return plainPage(
    'Page not found',
    '<h1>Page not found</h1><p>The stand-in of ServiceNow has lists, records and the pages of its application.</p>',
    404,
  );
}

/** A user's theme is a choice among the instance's; here the property `standin.theme` is all users' choice: `dark`, or the usual one. */
function theme({ engine }: Instance, { path }: HttpCall): HttpAnswer | null {
  if (path !== '/standin/theme.css') return null;
  return text('text/css', engine.properties.get('standin.theme') === 'dark' ? darkThemeCss : themeCss);
}

export async function pageAnswer(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  const file = theme(instance, call) ?? files[call.path] ?? asset(instance, call.path) ?? login(instance, call);
  if (file !== null) return file;
  if (call.path === '/') return redirect('/now/nav/ui/classic/params/target/incident_list.do');
  const session = instance.sessions.of(call.headers) ?? instance.sessions.open('admin');
  const actor = instance.actor(session.userName);
  if (actor === null) return html(401, 'Signed out');
  const answer = await inside(instance, call, actor, session.token);
  const known = instance.sessions.of(call.headers) !== null;
  return known ? answer : { ...answer, headers: { ...answer.headers, 'set-cookie': Sessions.cookie(session) } };
}
