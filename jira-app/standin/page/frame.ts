/**
 * The pages around the app's Custom UI, the admin page and the issue with its panel, and the calls that their script makes for the app.
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-admin-page/
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-panel/
 *
 * 1. Only a Jira administrator opens the admin page, and only the pages' own script (a header no other site can send) calls for them.
 * 2. A call of the app's page runs as the account that is signed in. A panel is there for who may see the issue.
 */
import { asList, asText, inWords, isObject, parseJson, type Json, type JsonObject } from '../model/json.ts';
import type { Site } from '../model/site.ts';
import type { Account } from '../model/types.ts';
import type { Platform } from '../forge/platform.ts';
import { toJson } from '../forge/egress.ts';
import type { AdminPageModule, IssuePanelModule } from '../forge/manifest.ts';
import type { RestApi } from '../rest/api.ts';
import type { RestAnswer, RestRequest } from '../rest/wire.ts';
import { html } from '../http.ts';
import { escapeHtml, layout, type Shell } from './layout.ts';

export interface FrameParts {
  readonly site: Site;
  readonly platform: Platform;
  readonly rest: RestApi;
  readonly cdnUrl: () => string;
}

const maxInvokeIn = 500 * 1024;
const maxInvokeOut = 5 * 1024 * 1024;

export const adminBase = (platform: Platform) => `/jira/settings/apps/${platform.manifest.appId}/${platform.environmentId}`;
export const mainAdminPage = (platform: Platform): AdminPageModule | undefined =>
  platform.manifest.adminPages.find((page) => !page.useAsConfig && !page.useAsGetStarted);

/** The locale as the bridge gives it: `en-US`. */
const bridgeLocale = (account: Account) => account.locale.replace('_', '-');

/** What `view.getContext` of the bridge answers; the page adds theme and location. */
const contextOf = ({ platform, site }: FrameParts, viewer: Account, module: { readonly key: string }): JsonObject => ({
  accountId: viewer.accountId,
  cloudId: site.cloudId,
  siteUrl: site.baseUrl,
  moduleKey: module.key,
  localId: `ari:cloud:ecosystem::extension/${platform.manifest.appId}/${platform.environmentId}/static/${module.key}`,
  environmentId: platform.environmentId,
  environmentType: 'DEVELOPMENT',
  locale: bridgeLocale(viewer),
  timezone: viewer.timeZone,
  license: platform.licenseView(),
  permissions: platform.permissionsView(),
  userAccess: { enabled: false, hasAccess: true },
});

/** Links to the module's pages, as the settings' own navigation has them. */
function navigation(base: string, module: AdminPageModule): string {
  if (module.pages.length === 0) return '';
  const links = module.pages.map(
    ({ route, title }) =>
      `<li><a href="${base}/${encodeURIComponent(route)}" data-route="/${escapeHtml(route)}">${escapeHtml(title)}</a></li>`,
  );
  return `<nav aria-label="${escapeHtml(module.title)}"><strong>${escapeHtml(module.title)}</strong><ul>${links.join('')}</ul></nav>`;
}

const sandbox =
  'allow-downloads allow-forms allow-modals allow-pointer-lock allow-popups allow-popups-to-escape-sandbox allow-same-origin allow-scripts';
const noAccess = "<h1>You don't have access to this page</h1><p>Only Jira administrators can open it. Ask your Jira admin.</p>";

export function adminPage(parts: FrameParts, shell: Shell): RestAnswer {
  const { platform } = parts;
  const module = mainAdminPage(platform);
  if (module === undefined) return html(404, layout(shell, 'Not found', '<h1>This app has no admin page</h1>'));
  if (!shell.viewer.admin) return html(403, layout(shell, 'No access', noAccess));
  const base = adminBase(platform);
  const config = {
    base,
    appName: platform.manifest.appName,
    frameOrigin: parts.cdnUrl(),
    moduleKey: module.key,
    context: contextOf(parts, shell.viewer, module),
    extension: { type: 'jira:adminPage' },
  };
  const main = `<div class="settings">${navigation(base, module)}${frameOf(parts, module, config)}</div>`;
  return html(200, layout(shell, module.title, main, { wide: true, scripts: ['admin-page'] }));
}

/** The frame, and what the page's script is told of it. */
function frameOf(parts: FrameParts, module: AdminPageModule | IssuePanelModule, config: JsonObject): string {
  const json = JSON.stringify(config).replaceAll('<', '\\u003c');
  const frame = `<iframe id="frame" title="${escapeHtml(module.title)}" src="${parts.cdnUrl()}/${module.resource}/index.html" sandbox="${sandbox}" allow="clipboard-write"></iframe>`;
  return `${frame}<script type="application/json" id="frame-config">${json}</script>`;
}

/**
 * The app's panel on an issue, for the page that shows the issue; ''; the app has none. What the context says of the issue:
 * https://developer.atlassian.com/platform/forge/manifest-reference/modules/jira-issue-panel/#extension-context
 */
export async function issuePanel(parts: FrameParts, viewer: Account, issueId: string): Promise<string> {
  const [module] = parts.platform.manifest.issuePanels;
  const extension = module === undefined ? null : await issueExtension(parts, viewer, issueId);
  if (module === undefined || extension === null) return '';
  const config = {
    base: null,
    appName: parts.platform.manifest.appName,
    frameOrigin: parts.cdnUrl(),
    moduleKey: module.key,
    context: contextOf(parts, viewer, module),
    extension,
  };
  return `<section class="panel" aria-label="${escapeHtml(module.title)}"><h2>${escapeHtml(module.title)}</h2>${frameOf(parts, module, config)}</section>`;
}

/** Null: this account cannot see the issue. */
async function issueExtension(parts: FrameParts, viewer: Account, issueId: string): Promise<JsonObject | null> {
  const answer = await parts.rest.handle(
    {
      method: 'GET',
      path: `/rest/api/3/issue/${encodeURIComponent(issueId)}`,
      query: new URLSearchParams('fields=issuetype,project'),
      headers: {},
      body: Buffer.alloc(0),
    },
    { accountId: viewer.accountId, viaApp: false, scopes: null },
  );
  const issue = answer.status === 200 && isObject(answer.json) ? answer.json : null;
  const fields = issue !== null && isObject(issue['fields']) ? issue['fields'] : {};
  const [type, project] = [fields['issuetype'], fields['project']].map((one) => (isObject(one) ? one : {}));
  if (issue === null) return null;
  return {
    type: 'jira:issuePanel',
    issue: { key: issue['key'] ?? null, id: issue['id'] ?? null, type: type?.['name'] ?? null, typeId: type?.['id'] ?? null },
    project: { id: project?.['id'] ?? null, key: project?.['key'] ?? null, type: project?.['projectTypeKey'] ?? null },
    isNewToIssue: false,
  };
}

const done = (result: Json): RestAnswer => ({ status: 200, json: { result } });
const refused = (status: number, message: string): RestAnswer => ({ status, json: { message } });

async function invoke(
  parts: FrameParts,
  viewer: Account,
  module: AdminPageModule | IssuePanelModule,
  extension: JsonObject,
  body: JsonObject,
): Promise<RestAnswer> {
  const functionKey = asText(body['functionKey']);
  if (functionKey === null) return refused(400, 'functionKey must be a string');
  if (Buffer.byteLength(JSON.stringify(body['payload'] ?? null)) > maxInvokeIn) return refused(413, 'The payload exceeds 500 KB');
  const context = {
    localId: `ari:cloud:ecosystem::extension/${parts.platform.manifest.appId}/${parts.platform.environmentId}/static/${module.key}`,
    cloudId: parts.site.cloudId,
    environmentId: parts.platform.environmentId,
    environmentType: 'DEVELOPMENT',
    moduleKey: module.key,
    siteUrl: parts.site.baseUrl,
    extension,
  };
  const outcome = await parts.platform.invoke(
    module.resolver?.function ?? '',
    module.key,
    { call: { functionKey, payload: body['payload'] ?? {} }, context },
    viewer.accountId,
  );
  if (outcome.kind === 'failed') return refused(500, `There was an error invoking the function - ${outcome.message}`);
  const text = JSON.stringify(outcome.body ?? null);
  return Buffer.byteLength(text) > maxInvokeOut ? refused(500, 'The response exceeds 5 MB') : done(parseJson(text) ?? null);
}

/** `requestJira` of the page: the product's API as the signed-in account, within the app's scopes. */
async function fetchProduct(parts: FrameParts, viewer: Account, body: JsonObject): Promise<RestAnswer> {
  if (body['product'] !== 'jira') return refused(501, 'The stand-in of the Jira page models requests to Jira only');
  const init = isObject(body['fetchRequestInit']) ? body['fetchRequestInit'] : {};
  const url = new URL(asText(body['restPath']) ?? '/', 'http://jira');
  const headers = Object.fromEntries(
    asList(init['headers']).map((pair): [string, string] => [inWords(asList(pair)[0]).toLowerCase(), inWords(asList(pair)[1])]),
  );
  const request: RestRequest = {
    method: asText(init['method']) ?? 'GET',
    path: url.pathname,
    query: url.searchParams,
    headers,
    body: Buffer.from(asText(init['body']) ?? ''),
  };
  if (body['isMultipartFormData'] === true) return refused(501, 'The stand-in of the Jira page does not model uploads through the bridge');
  const answer = await parts.rest.handle(request, { accountId: viewer.accountId, viaApp: true, scopes: parts.platform.manifest.scopes });
  if (answer.status < 400 && (answer.bytes !== undefined || answer.headers?.['location'] !== undefined))
    return refused(501, 'The stand-in of the Jira page does not model downloads through the bridge');
  const text = answer.json === undefined ? (answer.bytes?.toString('utf8') ?? '') : JSON.stringify(answer.json);
  return done({
    body: text,
    headers: { 'content-type': 'application/json;charset=UTF-8', ...answer.headers },
    status: answer.status,
    statusText: '',
    isAttachment: false,
  });
}

function egress(parts: FrameParts, verb: string, body: JsonObject): RestAnswer {
  const { egress: permissions } = parts.platform;
  if (verb === 'get') {
    const keys = body['keys'] === undefined ? null : asList(body['keys']);
    return done({
      results: permissions
        .groups()
        .filter((group) => keys === null || keys.includes(group.key))
        .map(toJson),
    });
  }
  if (verb === 'deleteGroup') permissions.removeGroup(asText(body['key']) ?? '');
  else if (verb === 'deleteDomain')
    permissions.removeDomain(asText(body['key']) ?? '', asText(body['domain']) ?? '', asText(body['type']) ?? '');
  else if (verb === 'check' || verb === 'set') {
    const groups = permissions.read(body);
    if ('message' in groups) return refused(400, groups.message);
    if (verb === 'set') permissions.set(groups);
    return done({ results: groups.map(toJson) });
  } else return refused(404, 'Not found');
  return done(null);
}

/** @param path what follows `/__frame/`. */
export async function frameCall(parts: FrameParts, viewer: Account, path: string, request: RestRequest): Promise<RestAnswer> {
  const { adminPages, issuePanels } = parts.platform.manifest;
  const key = request.headers['x-frame'];
  const panel = issuePanels.find((one) => one.key === key);
  const module = panel ?? adminPages.find((page) => page.key === key);
  const body = parseJson(request.body.toString('utf8')) ?? {};
  if (module === undefined || !isObject(body)) return refused(403, 'Not a call of the page');
  if (panel === undefined && !viewer.admin) return refused(403, 'Only Jira administrators can do this');
  const extension =
    panel === undefined ? { type: 'jira:adminPage' } : await issueExtension(parts, viewer, request.headers['x-frame-issue'] ?? '');
  if (extension === null) return refused(404, 'Issue does not exist or you do not have permission to see it.');
  if (path === 'invoke') return invoke(parts, viewer, module, extension, body);
  if (path === 'fetch') return fetchProduct(parts, viewer, body);
  if (panel !== undefined) return refused(501, 'The stand-in of the issue panel models invoke and requestJira alone');
  return path.startsWith('egress/') ? egress(parts, path.slice('egress/'.length), body) : refused(404, 'Not found');
}
