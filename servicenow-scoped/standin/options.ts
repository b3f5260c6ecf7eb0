/** What an instance is started with. */
import type { Snapshot } from './db/database.ts';

export interface UserOptions {
  readonly userName: string;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly roles: readonly string[];
  /** Names of groups. */
  readonly groups?: readonly string[];
}

export interface ServiceNowOptions {
  /** 0 or absent: any free one. */
  readonly port?: number;
  /** `dev12345`; a clone has another. */
  readonly instanceName?: string;
  readonly users?: readonly UserOptions[];
  readonly groups?: readonly string[];
  /** The built application, `dist/app`. */
  readonly app?: { readonly folder: string };
  /** System properties over the application's own. */
  readonly properties?: Readonly<Record<string, string>>;
  /** Requests at a time, and as many jobs, events and async rules besides. Default 4. */
  readonly threads?: number;
  /** Milliseconds after which a transaction is cancelled. Default 60 s for requests, 300 s for the rest. */
  readonly transactionLimit?: number;
  /** Whether scheduled jobs run by themselves; else `control.runScheduled`. Default false. */
  readonly schedule?: boolean;
  /** Largest body of a scripted REST request, bytes. Default 10 MB. */
  readonly bodyLimit?: number;
  /** Milliseconds since 1970 UTC. */
  readonly now?: () => number;
  readonly onLog?: (line: string) => void;
  /** What another instance held: a clone. */
  readonly snapshot?: Snapshot;
}

export const defaultUsers: readonly UserOptions[] = [
  { userName: 'admin', name: 'System Administrator', email: 'admin@globex.example', password: 'admin', roles: ['admin', 'itil'] },
  {
    userName: 'beth.anglin',
    name: 'Beth Anglin',
    email: 'beth.anglin@globex.example',
    password: 'beth',
    roles: ['itil'],
    groups: ['Service Desk'],
  },
  { userName: 'abel.tuter', name: 'Abel Tuter', email: 'abel.tuter@globex.example', password: 'abel', roles: [] },
];

export const defaultGroups: readonly string[] = ['Service Desk', 'Network', 'Software'];
