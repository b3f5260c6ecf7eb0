/**
 * Scripted REST: `/api/{scope}/{service}/…`, as the application's records define it.
 *
 * https://www.servicenow.com/docs/r/api-reference/rest-apis/c_CustomWebServices.html
 */
import type { BuiltApp, Fields } from '../app/load.ts';
import type { Actor } from '../db/types.ts';
import { failure } from '../http.ts';
import type { HttpAnswer, HttpCall } from '../http.ts';
import type { Instance } from '../instance.ts';
import type { JobResult, ScriptRequest, ScriptResponse } from '../realm/protocol.ts';

const defaultBodyLimit = 10 * 1024 * 1024;

interface Route {
  readonly operation: Fields;
  readonly pathParams: Readonly<Record<string, string>>;
}

/** Parameters of a path by a template with `{name}` in it, or null where it is another path. */
function parametersOf(template: string, path: string): Readonly<Record<string, string>> | null {
  const wanted = template.split('/');
  const given = path.split('/');
  if (wanted.length !== given.length) return null;
  const parameters: Record<string, string> = {};
  for (const [index, part] of wanted.entries()) {
    const value = given[index] ?? '';
    const name = /^\{(\w+)\}$/.exec(part)?.[1];
    if (name === undefined ? part !== value : value === '') return null;
    if (name !== undefined) parameters[name] = decodeURIComponent(value);
  }
  return parameters;
}

const templates = (operation: Fields): string[] =>
  [...new Set([operation['operation_uri'] ?? '', operation['default_operation_uri'] ?? ''])].filter((uri) => uri !== '');

function routesTo(app: BuiltApp, path: string): readonly Route[] {
  return app
    .records('sys_ws_operation')
    .filter((operation) => operation['active'] === 'true')
    .flatMap((operation) =>
      templates(operation).flatMap((template) => {
        const pathParams = parametersOf(template, path);
        return pathParams === null ? [] : [{ operation, pathParams }];
      }),
    );
}

/** Whether the user has a role of each ACL that the resource or its service enforces. */
function authorized(app: BuiltApp, operation: Fields, actor: Actor): boolean {
  if (operation['requires_acl_authorization'] !== 'true' || actor.roles.includes('admin')) return true;
  const service = app.records('sys_ws_definition').find((one) => one['sys_id'] === operation['web_service_definition']);
  const acls = [operation['enforce_acl'] ?? '', service?.['enforce_acl'] ?? '']
    .flatMap((list) => list.split(','))
    .filter((id) => id !== '');
  const names = new Map(app.records('sys_user_role').map((role) => [role['sys_id'] ?? '', role['name'] ?? '']));
  return acls.every((acl) => {
    const roles = app.records('sys_security_acl_role').filter((link) => link['sys_security_acl'] === acl);
    return roles.length === 0 || roles.some((link) => actor.roles.includes(names.get(link['sys_user_role'] ?? '') ?? ''));
  });
}

function refusal(app: BuiltApp, operation: Fields, actor: Actor | null, call: HttpCall, limit: number): HttpAnswer | null {
  const open = operation['requires_authentication'] === 'false';
  if (!open && (actor === null || actor.userName === 'guest'))
    return failure(401, 'User Not Authenticated', 'Required to provide Auth information', {
      'www-authenticate': 'BASIC realm="Service-now"',
    });
  if (!open && actor !== null && !authorized(app, operation, actor))
    return failure(403, 'User Not Authorized', 'Failed API level ACL Validation');
  if (call.body.length > limit) return failure(413, 'Request Entity Too Large', `The request exceeds ${limit} bytes`);
  const type = (call.headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const consumed = (operation['consumes'] ?? '').split(',').map((one) => one.trim().toLowerCase());
  if (call.body.length > 0 && !consumed.includes(type)) return failure(415, 'Unsupported media type', `Media type ${type} not supported`);
  return null;
}

function requestOf(instance: Instance, call: HttpCall, { pathParams }: Route): ScriptRequest {
  const names = [...new Set(call.query.keys())];
  return {
    method: call.method, path: call.path, queryString: call.queryString, pathParams, headers: call.headers,
    url: `${instance.url()}${call.path}`,
    queryParams: Object.fromEntries(names.map((name) => [name, call.query.getAll(name)])),
    body: new Uint8Array(call.body),
  }; // prettier-ignore
}

function answerOf(response: ScriptResponse): HttpAnswer {
  if (response.error !== null) return failure(response.error.status, response.error.message, response.error.detail);
  const { status, headers, contentType, stream, body } = response;
  if (stream !== null) return { status, headers, bytes: stream, type: contentType ?? 'application/json' };
  if (body === null) return { status, headers };
  return { status, headers, bytes: Buffer.from(`{"result":${body}}`), type: contentType ?? 'application/json;charset=UTF-8' };
}

function answerTo(result: JobResult): HttpAnswer {
  if (result.kind === 'response') return answerOf(result.response);
  return failure(500, 'Script execution error', result.kind === 'failed' ? result.message : '');
}

export async function scriptedRest(instance: Instance, call: HttpCall, actor: Actor | null): Promise<HttpAnswer> {
  const { app } = instance;
  const routes = app === null ? [] : routesTo(app, call.path);
  if (app === null || routes.length === 0)
    return failure(400, `Requested URI does not represent any resource: ${call.path.replace(/^\/api/, '')}`);
  const route = routes.find(({ operation }) => operation['http_method'] === call.method);
  if (route === undefined) return failure(405, 'Method not supported', call.method);
  const refused = refusal(app, route.operation, actor, call, instance.options.bodyLimit ?? defaultBodyLimit);
  if (refused !== null) return refused;
  // Whoever is not needed to be anybody may be nobody, even with credentials that do not hold.
  const as = actor ?? instance.actor('guest');
  if (as === null) return failure(401, 'User Not Authenticated');
  const job = {
    kind: 'request',
    script: route.operation['operation_script'] ?? '',
    name: route.operation['name'] ?? '',
    request: requestOf(instance, call, route),
  } as const;
  return answerTo(await instance.engine.run(job, as, true));
}
