/** One REST request and its answer, apart from any transport: the HTTP door, the Forge door and the human pages share them. */
import { randomUUID } from 'node:crypto';
import type { Json } from '../model/json.ts';
import type { Site } from '../model/site.ts';
import type { Account, Actor } from '../model/types.ts';

export interface RestRequest {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  /** Lower-case names. */
  readonly headers: { readonly [name: string]: string };
  readonly body: Buffer;
}

export interface RestAnswer {
  readonly status: number;
  readonly headers?: { readonly [name: string]: string };
  readonly json?: Json;
  readonly bytes?: Buffer;
  /** The connection breaks: before the answer, or in the middle of its body. */
  readonly broken?: 'before' | 'within';
}

export interface Principal extends Actor {
  /** The manifest's scopes where the call comes through the app; null: everything the account may do. */
  readonly scopes: readonly string[] | null;
}

export interface Call {
  readonly site: Site;
  readonly principal: Principal;
  readonly account: Account | undefined;
  readonly request: RestRequest;
  /** Path parameters, decoded. */
  readonly params: { readonly [name: string]: string };
  readonly query: URLSearchParams;
}

export interface Route {
  readonly method: string;
  /** As in the official description: `/rest/api/3/issue/{issueIdOrKey}`. */
  readonly template: string;
  /** Any of these classic scopes opens it to an app. */
  readonly scope: Scope;
  /** Parameters of the query that the real host acts upon. Asked for with anything but `false`, they are refused before anything is done. */
  readonly unmodelled?: readonly string[];
  readonly handle: (call: Call) => RestAnswer | Promise<RestAnswer>;
}

export type Scope = 'read:jira-work' | 'write:jira-work' | 'read:jira-user' | 'manage:jira-configuration' | 'manage:jira-project' | null;

/** What Jira says when it refuses; thrown by handlers, turned into the answer by the router. */
export class Refusal extends Error {
  readonly status: number;
  readonly errorMessages: readonly string[];
  readonly errors: { readonly [field: string]: string };
  readonly headers: { readonly [name: string]: string };

  constructor(
    status: number,
    errorMessages: readonly string[],
    errors: { readonly [field: string]: string } = {},
    headers: { readonly [name: string]: string } = {},
  ) {
    super(errorMessages.join(' ') || Object.values(errors).join(' '));
    this.status = status;
    this.errorMessages = errorMessages;
    this.errors = errors;
    this.headers = headers;
  }

  answer(): RestAnswer {
    return { status: this.status, headers: this.headers, json: { errorMessages: this.errorMessages, errors: this.errors } };
  }
}

/** @throws Refusal 501: the real host can do this, the stand-in does not model it. */
export function notModelled(what: string): never {
  throw new Refusal(501, [`The stand-in of Jira Cloud does not model this: ${what}`]);
}

/** @throws Refusal 501 for the first of these parameters that asks for something. */
export function refuseAsked(query: URLSearchParams, unmodelled: readonly string[] = []): void {
  for (const name of unmodelled) if (query.has(name) && query.get(name) !== 'false') notModelled(`the parameter ${name}`);
}

/** What the host has at an address that would else be taken for somebody's id or key. */
export const elsewhere = (method: string, template: string): Route => ({
  method,
  template,
  scope: null,
  handle: () => notModelled(`${method} ${template}`),
});

/** What every answer of either host carries. */
export const commonHeaders = (): { readonly [name: string]: string } => ({
  'x-arequestid': randomUUID(),
  'cache-control': 'no-cache, no-store, no-transform',
  'x-content-type-options': 'nosniff',
  'x-xss-protection': '1; mode=block',
});

/** Of credentials that do not hold. */
export const loginFailed = ({ baseUrl }: Site): { readonly [name: string]: string } => ({
  'www-authenticate': `OAuth realm="${encodeURIComponent(baseUrl)}"`,
  'x-seraph-loginreason': 'AUTHENTICATED_FAILED',
});

export const notFoundIssue = () => new Refusal(404, ['Issue does not exist or you do not have permission to see it.']);
export const ok = (json: Json): RestAnswer => ({ status: 200, json });
export const noContent: RestAnswer = { status: 204 };
