/**
 * What the operator decides, from a file and from the environment. Read once at start.
 *
 * 1. One schema for both. What the environment says wins over the file; an empty variable counts as not set.
 * 2. Every problem names its key and where that came from, and all of them are said at once.
 * 3. A key that the file has and this companion does not know is a problem: a misspelt one would be no setting at all.
 */
import { dirname, resolve } from 'node:path';
import * as z from 'zod';
import { readConfigurationFile } from './configuration-file.ts';

export interface Configuration {
  readonly host: string;
  /** 0: any free port. */
  readonly port: number;
  readonly dataDir: string;
  /**
   * Where partners, trackers and admin pages reach this companion. Null: it cannot be called (private side). `listening`:
   * where it listens, whatever the port, for the playground and tests alone.
   */
  readonly publicUrl: string | null;
  /** Plain http and loopback addresses, for the playground and tests alone. */
  readonly allowLoopback: boolean;
  /** Empty: the vendor's own public services. Otherwise only these, which may stand in a private network. */
  readonly allowedOrganizations: readonly string[];
  /** Partner hosts that may have private addresses. */
  readonly allowedPartnerHosts: readonly string[];
  /** Origins of admin pages beside those known to the companion. */
  readonly pageOrigins: readonly string[];
  readonly logLevel: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'silent';
}

export const LISTENING = 'listening';

const list = z
  .union(
    [z.array(z.string()), z.string().transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''))],
    'must be a list of texts',
  )
  .default([]);

const publicUrl = z
  .string('must be a URL')
  .transform((text) => text.replace(/\/+$/, ''))
  .refine(
    (text) => text === LISTENING || isPlainUrl(text),
    'must be a URL such as https://entente.example.org, without user name and query',
  )
  .nullable()
  .default(null);

const port = z
  .union([z.number(), z.string().regex(/^\d+$/).transform(Number)], 'must be a number')
  .pipe(z.int('must be a whole number').min(0, 'must be 0 to 65535').max(65_535, 'must be 0 to 65535'));

const levels = ['fatal', 'error', 'warn', 'info', 'debug', 'silent'] as const;

const settings = z
  .object({
    host: z.string('must be a host name or an address').default('127.0.0.1'),
    port: port.default(8137),
    dataDir: z.string('must be a path').default('entente-data'),
    publicUrl,
    allowLoopback: z
      .union([z.boolean(), z.enum(['0', '1']).transform((text) => text === '1')], 'must be 0 or 1 (in a file: true or false)')
      .default(false),
    allowedOrganizations: list,
    allowedPartnerHosts: list,
    pageOrigins: list,
    logLevel: z.enum(levels, `must be one of ${levels.join(', ')}`).default('info'),
  })
  .refine(({ publicUrl: url, allowLoopback }) => allowLoopback || (url?.startsWith('http:') !== true && url !== LISTENING), {
    path: ['publicUrl'],
    message: 'must be https: partners refuse anything else',
  });

export type ReadConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly string[] };

type Environment = Readonly<Record<string, string | undefined>>;
const keys = Object.keys(settings.shape);

/** `ENTENTE_CONFIG` names the file, where there is one. */
export function readConfiguration(env: Environment): ReadConfiguration {
  const given: Environment = Object.fromEntries(Object.entries(env).filter(([, value]) => value !== ''));
  const path = given['ENTENTE_CONFIG'];
  const file = path === undefined ? { ok: true as const, values: {} } : readConfigurationFile(path);
  if (!file.ok) return { ok: false, problems: [`ENTENTE_CONFIG: ${file.problem}`] };
  const unknown = Object.keys(file.values).filter((key) => !keys.includes(key));
  const fromEnvironment = Object.fromEntries(
    keys.flatMap((key) => (given[variable(key)] === undefined ? [] : [[key, given[variable(key)]]])),
  );
  const parsed = settings.safeParse({ ...file.values, ...fromEnvironment });
  const named = (key: string): string => (path === undefined || key in fromEnvironment ? variable(key) : `${key} (in ${path})`);
  const problems = [
    ...unknown.map((key) => `${key} (in ${path}): is no setting; there are ${keys.join(', ')}`),
    ...(parsed.success ? [] : parsed.error.issues.map(({ path: [key], message }) => `${named(String(key))}: ${message}`)),
  ];
  if (!parsed.success || problems.length > 0) return { ok: false, problems };
  // A path in a file is meant from where the file stands.
  const base = path === undefined || 'dataDir' in fromEnvironment ? '.' : dirname(path);
  return { ok: true, configuration: { ...parsed.data, dataDir: resolve(base, parsed.data.dataDir) } };
}

/** `publicUrl` → `ENTENTE_PUBLIC_URL` */
function variable(key: string): string {
  return `ENTENTE_${key.replace(/[A-Z]/g, (letter) => `_${letter}`).toUpperCase()}`;
}

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && search === '' && hash === '' && username === '';
}
