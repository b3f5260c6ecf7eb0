/** What a Jira Data Center has beside the site's data: a version, a server time zone, tokens, sessions, webhooks. */
import type { Account } from '../model/types.ts';
import type { Site } from '../model/site.ts';
import type { Webhooks } from './webhooks.ts';

export interface DataCenter {
  readonly site: Site;
  /** `10.3.24`, `11.1.0`. */
  readonly version: string;
  readonly versionNumbers: readonly number[];
  /** Times in answers, and in JQL, are of the server's zone. */
  readonly timeZone: string;
  /** What application links name it by; stays with the data when the address changes. */
  readonly serverId: string;
  /** Personal access tokens: whose, and when they end (ms). */
  readonly tokens: Map<string, Token>;
  readonly webhooks: Webhooks;
}

export interface Token {
  readonly id: number;
  readonly name: string;
  readonly account: Account;
  readonly expires: number;
}
