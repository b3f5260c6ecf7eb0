/** The whole stand-in's state, as its parts see it. */
import type { Organization } from './model/types.ts';
import type { Documents } from './documents.ts';
import type { Extension } from './extension.ts';
import type { Tokens } from './wire/auth.ts';
import type { VersionFacts } from './wire/version.ts';
import type { Delivery } from './hooks/delivery.ts';
import type { Faults } from './faults.ts';
import type { RequestLog } from './request-log.ts';

export interface Host {
  readonly flavour: 'services' | 'server';
  readonly versions: VersionFacts;
  readonly organizations: ReadonlyMap<string, Organization>;
  readonly tokens: Tokens;
  readonly documents: Documents;
  readonly delivery: Delivery;
  readonly faults: Faults;
  readonly log: RequestLog;
  readonly extension: Extension | null;
  /** The path of a virtual directory, `/tfs`; empty where there is none. */
  readonly directory: string;
  /** `http://127.0.0.1:4321`, once it listens; with the virtual directory. */
  origin(): string;
  /** Where the extension's files are served from: another origin. */
  assets(): string;
}

export const baseOf = (host: Host, organization: Organization): string => `${host.origin()}/${organization.name}`;

/** On Services, identities and extension data live on hosts of their own (`vssps.dev.azure.com`, `extmgmt.dev.azure.com`): here, under paths of their own. */
export const sideServices = ['vssps', 'extmgmt'] as const;
export type SideService = (typeof sideServices)[number];

export function sideBaseOf(host: Host, organization: Organization, service: SideService): string {
  return host.flavour === 'server' ? baseOf(host, organization) : `${host.origin()}/${service}/${organization.name}`;
}
