import { resolve } from 'node:path';
import * as z from 'zod';

/** What the operator decides. Read once at start; every error names its key. */
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

const list = z
  .string()
  .default('')
  .transform((text) => text.split(/[\s,]+/).filter((part) => part !== ''));

export const LISTENING = 'listening';

const publicUrl = z
  .string()
  .transform((text) => text.replace(/\/+$/, ''))
  .refine(
    (text) => text === LISTENING || isPlainUrl(text),
    'must be a URL such as https://entente.example.org, without user name and query',
  )
  .nullable()
  .default(null);

const environment = z
  .object({
    ENTENTE_HOST: z.string().default('127.0.0.1'),
    ENTENTE_PORT: z.coerce.number('must be a number').int().min(0).max(65_535).default(8137),
    ENTENTE_DATA_DIR: z.string().min(1).default('entente-data'),
    ENTENTE_PUBLIC_URL: publicUrl,
    ENTENTE_ALLOW_LOOPBACK: z.enum(['0', '1'], 'must be 0 or 1').default('0'),
    ENTENTE_ALLOWED_ORGANIZATIONS: list,
    ENTENTE_ALLOWED_PARTNER_HOSTS: list,
    ENTENTE_PAGE_ORIGINS: list,
    ENTENTE_LOG_LEVEL: z.enum(['fatal', 'error', 'warn', 'info', 'debug', 'silent']).default('info'),
  })
  .refine(
    ({ ENTENTE_PUBLIC_URL: url, ENTENTE_ALLOW_LOOPBACK: allowed }) =>
      allowed === '1' || (url?.startsWith('http:') !== true && url !== LISTENING),
    {
      path: ['ENTENTE_PUBLIC_URL'],
      message: 'must be https: partners refuse anything else',
    },
  );

export type ReadConfiguration =
  | { readonly ok: true; readonly configuration: Configuration }
  | { readonly ok: false; readonly problems: readonly string[] };

function isPlainUrl(text: string): boolean {
  if (!URL.canParse(text)) return false;
  const { protocol, search, hash, username } = new URL(text);
  return (protocol === 'https:' || protocol === 'http:') && search === '' && hash === '' && username === '';
}

/** Reads the environment; an empty variable counts as not set. */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): ReadConfiguration {
  const given = Object.fromEntries(Object.entries(env).filter(([key, value]) => key.startsWith('ENTENTE_') && value !== ''));
  const parsed = environment.safeParse(given);
  if (!parsed.success) return { ok: false, problems: parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`) };
  const checked = parsed.data;
  return {
    ok: true,
    configuration: {
      host: checked.ENTENTE_HOST,
      port: checked.ENTENTE_PORT,
      dataDir: resolve(checked.ENTENTE_DATA_DIR),
      publicUrl: checked.ENTENTE_PUBLIC_URL,
      allowLoopback: checked.ENTENTE_ALLOW_LOOPBACK === '1',
      allowedOrganizations: checked.ENTENTE_ALLOWED_ORGANIZATIONS,
      allowedPartnerHosts: checked.ENTENTE_ALLOWED_PARTNER_HOSTS,
      pageOrigins: checked.ENTENTE_PAGE_ORIGINS,
      logLevel: checked.ENTENTE_LOG_LEVEL,
    },
  };
}
