/**
 * A stand-in of a ServiceNow instance on loopback: it runs the built records of a scoped application, serves the Table and
 * Attachment APIs, Scripted REST, and the application's page inside a shell with the navigator.
 *
 * 1. What it does not model it answers with 501 and says so; a script that asks for it fails.
 * 2. Scripts run in a realm without what the platform's engine lacks, several transactions at a time.
 * 3. Trouble (throttling, failures, late, repeated and lost events, threads that end midway) happens on demand only.
 */
import { controlOf } from './control.ts';
import type { ServiceNowControl } from './control.ts';
import { listen } from './http.ts';
import type { HttpAnswer, HttpCall } from './http.ts';
import { makeInstance } from './instance.ts';
import type { Instance } from './instance.ts';
import type { ServiceNowOptions } from './options.ts';
import { seededId } from './db/seed.ts';
import { pageAnswer } from './pages/index.ts';
import { api } from './rest/api.ts';

export type { EventControl, ServiceNowControl } from './control.ts';
export { builtApp } from './app/built.ts';
export type { ServiceNowOptions, UserOptions } from './options.ts';
export { defaultGroups, defaultUsers } from './options.ts';
export { seededId } from './db/seed.ts';
export type { Snapshot } from './db/database.ts';
export type { Row } from './db/types.ts';
export type { ScriptWrite } from './engine/engine.ts';
export type { HostCall, ListedEvent } from './realm/protocol.ts';
export type { LoggedRequest } from './request-log.ts';

export interface ServiceNow {
  /** `http://127.0.0.1:4321`, what `https://dev12345.service-now.com` is. */
  readonly url: string;
  /** Base of the application's Scripted REST: `{url}/api/{scope}`. Null where no application is installed. */
  readonly scopeUrl: string | null;
  /** The shell with the application's first page, as that user (`admin` by default). @throws where there is none. */
  pageUrl(query?: string, user?: string): string;
  recordUrl(table: string, sysId: string, user?: string): string;
  /** `Authorization` of a user's requests. @throws where there is no such user. */
  authorization(user?: string): string;
  readonly control: ServiceNowControl;
  /** Another instance with the same data under another address, as an administrator's clone. */
  clone(options?: Pick<ServiceNowOptions, 'port' | 'instanceName' | 'threads'>): Promise<ServiceNow>;
  close(): Promise<void>;
}

function authorizationOf(instance: Instance, user = 'admin'): string {
  const password = instance.sessions.password(user);
  if (password === undefined) throw new Error(`no user ${user}`);
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

const as = (user: string | undefined, sign: '?' | '&'): string =>
  user === undefined ? '' : `${sign}sysparm_login=${encodeURIComponent(user)}`;

/** As the shell names a page inside it. */
function shellUrl(url: string, target: string, user: string | undefined): string {
  return `${url}/now/nav/ui/classic/params/target/${encodeURIComponent(target)}${as(user, '?')}`;
}

function pageUrl(instance: Instance, query: string | undefined, user: string | undefined): string {
  const pages = (instance.app?.records('sys_ui_page') ?? []).map((one) => one['endpoint']);
  const leads = (instance.app?.records('sys_app_module') ?? []).map((one) => one['query']?.split('?')[0]);
  // An application may have several: its own is the one that its menu leads to.
  const page = pages.find((one) => leads.includes(one)) ?? pages[0];
  if (page === undefined) throw new Error('No application with a page is installed');
  return shellUrl(instance.url(), `${page}${query === undefined ? '' : `?${query}`}`, user);
}

function answer(instance: Instance, call: HttpCall): Promise<HttpAnswer> {
  return call.path.startsWith('/api/') ? api(instance, call) : pageAnswer(instance, call);
}

function setProperties(instance: Instance): void {
  const { engine, options } = instance;
  engine.properties.set('glide.servlet.uri', `${instance.url()}/`);
  const name = options.instanceName ?? 'globex';
  engine.properties.set('instance_name', name);
  engine.properties.set('instance_id', seededId('instance', name));
  engine.properties.set('glide.buildname', 'Australia');
  engine.properties.set('glide.buildtag.last', 'glide-australia-02-11-2026');
  for (const [name, value] of Object.entries(options.properties ?? {})) engine.properties.set(name, value);
}

async function start(options: ServiceNowOptions, instanceKey: string | undefined): Promise<ServiceNow> {
  // Known once it listens; nothing asks before.
  let url = '';
  const instance = makeInstance(options, () => url, instanceKey);
  const server = await listen(options.port ?? 0, (call) => answer(instance, call), (error) => instance.lines.push(error instanceof Error ? (error.stack ?? error.message) : String(error))); // prettier-ignore
  url = server.url;
  setProperties(instance);
  if (options.schedule === true) instance.engine.schedule();
  const control = controlOf(instance);
  return {
    url,
    scopeUrl: instance.app === null ? null : `${url}/api/${instance.app.scope}`,
    pageUrl: (query, user) => pageUrl(instance, query, user),
    recordUrl: (table, sysId, user) => shellUrl(url, `${table}.do?sys_id=${sysId}`, user),
    authorization: (user) => authorizationOf(instance, user),
    control,
    clone: (more = {}) =>
      start(
        { ...options, port: 0, instanceName: `${options.instanceName ?? 'globex'}dev`, ...more, snapshot: control.snapshot() },
        instance.key,
      ),
    close: async () => {
      await server.close();
      await instance.engine.close();
    },
  };
}

/** Starts an instance, with the built application where one is given. It listens on 127.0.0.1. */
export function startServiceNow(options: ServiceNowOptions = {}): Promise<ServiceNow> {
  return start(options, undefined);
}
