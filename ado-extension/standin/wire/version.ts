/**
 * Which REST version a request asks for, and whether this host has it.
 * https://learn.microsoft.com/azure/devops/integrate/concepts/rest-api-versioning
 */
import { HostError, notModelled } from './errors.ts';

export interface ApiVersion {
  /** 7.1 as 7.1. */
  readonly number: number;
  readonly preview: boolean;
  /** The `.4` of `7.1-preview.4`; null where it is left out. */
  readonly resource: number | null;
}

export interface VersionFacts {
  /** The newest version out of preview on this host, e.g. 7.1; one minor version above it is in preview on Services. */
  readonly released: number;
  readonly newest: number;
}

export interface VersionedResource {
  /** Newest revision of the resource, by API version where it differs. */
  readonly version: number | Readonly<Record<string, number>>;
  /** False: only ever served with the preview flag. */
  readonly released: boolean;
  /** Before that it looked otherwise, which is not modelled. Released ones: 5.0, as identities were texts before. */
  readonly since?: number;
}

export const resourceVersionAt = (resource: VersionedResource, number: number): number =>
  typeof resource.version === 'number'
    ? resource.version
    : (resource.version[number.toFixed(1)] ?? Math.max(...Object.values(resource.version)));

export function askedVersion(query: URLSearchParams, accept: string): string | null {
  for (const [name, value] of query) if (name.toLowerCase() === 'api-version') return value;
  return /[;\s]api-version=([^;,\s]+)/i.exec(accept)?.[1] ?? null;
}

/** Null: the request names none, which only a GET may do. */
export function readVersion(query: URLSearchParams, accept: string): ApiVersion | null {
  const text = askedVersion(query, accept);
  if (text === null) return null;
  const match = /^(\d+(?:\.\d+)?)(-preview(?:\.(\d+))?)?$/i.exec(text.trim());
  if (match === null) {
    throw new HostError(400, 'VssInvalidApiResourceVersionException', `The api-version format for "${text}" is not valid.`, {
      home: 'webapi',
    });
  }
  return { number: Number(match[1]), preview: match[2] !== undefined, resource: match[3] === undefined ? null : Number(match[3]) };
}

export function checkVersion(asking: ApiVersion | null, method: string, resource: VersionedResource, facts: VersionFacts): void {
  if (asking === null) {
    if (method === 'GET' || method === 'HEAD') return;
    throw new HostError(
      400,
      'VssVersionNotSpecifiedException',
      `No api-version was supplied for the "${method}" request. The version must be supplied either as part of the Accept header (e.g. "application/json; api-version=1.0") or as a query parameter (e.g. "?api-version=1.0").`,
      { home: 'webapi' },
    );
  }
  const text = asking.number.toFixed(1);
  if (asking.number < (resource.since ?? (resource.released ? 5 : 0))) throw notModelled(`version ${text} of this resource`);
  if (asking.number > facts.newest || (asking.resource !== null && asking.resource > resourceVersionAt(resource, asking.number))) {
    const full = asking.resource === null ? text : `${text}-preview.${asking.resource}`;
    throw new HostError(
      400,
      'VssVersionOutOfRangeException',
      `The requested REST API version of ${full} is out of range for this server. The latest REST API version this server supports is ${facts.newest.toFixed(1)}.`,
      { home: 'webapi' },
    );
  }
  if (!asking.preview && (asking.number > facts.released || !resource.released)) {
    throw new HostError(
      400,
      'VssInvalidPreviewVersionException',
      `The requested version "${text}" of the resource is under preview. The -preview flag must be supplied in the api-version for such requests. For example: "${text}-preview"`,
      { home: 'webapi' },
    );
  }
}
