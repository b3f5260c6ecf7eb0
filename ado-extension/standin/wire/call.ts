/** One REST request after routing, and its answer. */
import type { Json } from '../json.ts';
import type { Organization, Project, User } from '../model/types.ts';
import type { Host } from '../host.ts';
import { refusals } from './errors.ts';
import type { ApiVersion, VersionedResource } from './version.ts';

export class Query {
  readonly #params: URLSearchParams;

  constructor(params: URLSearchParams) {
    this.#params = params;
  }

  /** The host reads names in any case of letters. */
  get(name: string): string | null {
    for (const [key, value] of this.#params) if (key.toLowerCase() === name.toLowerCase()) return value;
    return null;
  }

  flag(name: string): boolean {
    return this.get(name)?.toLowerCase() === 'true';
  }

  integer(name: string): number | null {
    const text = this.get(name);
    if (text === null || text === '') return null;
    if (!/^-?\d+$/.test(text)) throw refusals.badArgument(name, `The value '${text}' is not valid for ${name}.`);
    return Number(text);
  }

  list(name: string): readonly string[] | null {
    const text = this.get(name);
    return text === null || text === '' ? null : text.split(',').map((part) => part.trim());
  }
}

export interface Call {
  readonly host: Host;
  readonly organization: Organization;
  readonly user: User;
  /** Null where the address names none. */
  readonly project: Project | null;
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Parsed JSON, or undefined where the body is something else. */
  readonly body: unknown;
  readonly bytes: Buffer;
  readonly version: ApiVersion | null;
  /** `https://dev.azure.com/contoso`, without a slash at its end. */
  readonly base: string;
}

export interface Answer {
  readonly status?: number;
  /** An array travels as `{count, value}`. Undefined: no body. */
  readonly body?: Json;
  readonly headers?: Readonly<Record<string, string>>;
  readonly file?: { readonly bytes: Buffer; readonly type: string };
}

export type Handler = (call: Call) => Answer | Promise<Answer>;
export type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'HEAD';
type Methods = Partial<Record<Method, Handler>>;

/** What `OPTIONS _apis/{area}` tells about a resource, and who answers it. */
export interface Resource extends VersionedResource {
  readonly id: string;
  readonly area: string;
  readonly name: string;
  /** The host's own template; the last parameter may be left out of an address. */
  readonly template: string;
  /** OAuth scopes of which one is needed, to read and to write. Null: any token will do. */
  readonly scopes: { readonly read: readonly string[]; readonly write: readonly string[] } | null;
  /** Parameters that the host acts upon and the stand-in does not: asked for with anything but `false` they are refused before anything is done. */
  readonly unmodelled?: readonly string[];
  /** With the template's last parameter in the address. */
  readonly item?: Methods;
  /** Without it. */
  readonly list?: Methods;
}

export function requireProject(call: Call): Project {
  if (call.project === null) throw refusals.badArgument('project', 'A project must be named in the address.');
  return call.project;
}

export function param(call: Call, name: string): string {
  const value = call.params[name];
  if (value === undefined) throw new Error(`the route has no parameter ${name}`);
  return value;
}

export function intParam(call: Call, name: string): number {
  const text = param(call, name);
  if (!/^\d+$/.test(text)) throw refusals.badArgument(name, `The value '${text}' is not valid for ${name}.`);
  return Number(text);
}
