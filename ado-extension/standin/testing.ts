/** A bare client for the stand-in's own tests. */
import type { AzureDevOps } from './index.ts';
import { isObject } from './json.ts';

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, or the text where it is something else. */
  readonly body: unknown;
}

export interface Ask {
  readonly body?: unknown;
  /** `application/json` for objects, `application/json-patch+json` for arrays, unless named. */
  readonly type?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** Added to the address where it has no `api-version`; null adds none. */
  readonly version?: string | null;
}

export type Client = (method: string, path: string, ask?: Ask) => Promise<Reply>;

function parse(text: string): unknown {
  try {
    const parsed: unknown = JSON.parse(text);
    return parsed;
  } catch {
    return text;
  }
}

function encode(ask: Ask): { readonly body?: string | Uint8Array<ArrayBuffer>; readonly type: string | null } {
  if (ask.body === undefined) return { type: null };
  if (ask.body instanceof Uint8Array) return { body: new Uint8Array(ask.body), type: ask.type ?? 'application/octet-stream' };
  return {
    body: JSON.stringify(ask.body),
    type: ask.type ?? (Array.isArray(ask.body) ? 'application/json-patch+json' : 'application/json'),
  };
}

export function clientOf(host: AzureDevOps, organization: string, account: string, base = host.organizationUrl(organization)): Client {
  const authorization = `Basic ${Buffer.from(`:${host.token(organization, account)}`).toString('base64')}`;
  return async (method, path, ask = {}) => {
    const version = ask.version === undefined ? '7.1' : ask.version;
    const url = `${base}/${path}`;
    const versioned = version === null || /api-version=/.test(path) ? url : `${url}${path.includes('?') ? '&' : '?'}api-version=${version}`;
    const { body, type } = encode(ask);
    const response = await fetch(versioned, {
      method,
      redirect: 'manual',
      headers: { authorization, ...(type === null ? {} : { 'content-type': type }), ...ask.headers },
      ...(body === undefined ? {} : { body }),
    });
    return { status: response.status, headers: response.headers, body: parse(await response.text()) };
  };
}

/** `System.Title` of a new item, and whatever else. */
export const titled = (title: string, fields: Readonly<Record<string, unknown>> = {}): readonly unknown[] => [
  { op: 'add', path: '/fields/System.Title', value: title },
  ...Object.entries(fields).map(([name, value]) => ({ op: 'add', path: `/fields/${name}`, value })),
];

/** A member of an answer, by a path such as `value.0.fields.System.Title` with `/` between. */
export function pick(body: unknown, path: string): unknown {
  let at: unknown = body;
  for (const part of path.split('/')) {
    if (Array.isArray(at)) at = at[Number(part)];
    else if (isObject(at)) at = at[part];
    else return undefined;
  }
  return at;
}
