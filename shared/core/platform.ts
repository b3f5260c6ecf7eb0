/** What a platform folder's platform.ts exports: data, and lazy imports of its parts. */
import type { IssueId } from './ids.ts';
import type { Json } from './json.ts';
import type { Tracker } from './tracker.ts';

export interface Capabilities {
  /** Largest attachment in bytes that this platform can read from, and write to, its tracker. */
  readonly maxAttachmentBytes: { readonly read: number; readonly write: number };
  /** Whether Accept asks for a project (not on hosts where a table is chosen in the settings). */
  readonly projectStep: boolean;
  /** Whether an exchange may be held open for `waitMs`. */
  readonly longPoll: boolean;
  /** Where a partner's issues arrive until another project is chosen in the settings; for hosts without the project step. */
  readonly defaultProjectId?: string;
  /** What a connection's settings offer besides the project. */
  readonly options?: readonly ConnectionOption[];
}

/** One more setting of a connection, a text; '' is unset. Its words are the host's own, hence data of the platform. */
export interface ConnectionOption {
  readonly key: string;
  readonly label: string;
  readonly hint: string;
  /** While it is unset nothing goes out by itself. */
  readonly sends: boolean;
  /** Whether its values are chosen by searching (`Tracker.searchOption`). */
  readonly looksUp?: boolean;
}

export interface PlatformModule {
  /** The folder's name for itself, e.g. `jira-cloud`. */
  readonly id: string;
  /** What node info says, e.g. `JIRA_CLOUD`. An open string everywhere else. */
  readonly nodeType: string;
  /** What people call it. */
  readonly name: string;
  readonly capabilities: Capabilities;
}

/**
 * A platform whose server side is the companion. `Fetch` is the runtime's own `fetch` type: the core knows no HTTP, the
 * companion and the platform agree on it.
 */
export interface CompanionPlatform<Fetch> extends PlatformModule {
  /** Other kinds of the same host, by the node type that `HostFacts` names: what differs from the module's own. */
  readonly kinds?: { readonly [nodeType: string]: { readonly name: string; readonly capabilities: Capabilities } };
  companionHost(): Promise<CompanionHost<Fetch>>;
  /** The folder of the built admin page, where the companion itself serves it. */
  readonly pageFolder?: string;
}

export interface HostAccess<Fetch> {
  /** As `readInstanceUrl` gave it. */
  readonly instanceUrl: string;
  readonly fetch: Fetch;
}

/** Who a user's access token belongs to, as the instance itself says. */
export interface HostUser {
  readonly name: string;
  readonly isAdmin: boolean;
  /** The host's own stable id of the instance that answered. */
  readonly hostInstanceId: string;
}

/** What the instance says of itself. */
export interface HostFacts {
  readonly name: string;
  readonly hostInstanceId: string;
  readonly trackerVersion: string;
  /** Left out: the platform's own. */
  readonly nodeType?: string;
}

export interface EventEndpoint {
  readonly url: string;
  /** Proves that a delivery is the host's: sent back as basic-auth password, or what deliveries are signed with. */
  readonly secret: string;
}

/** What became of one kind of event that `ensureEvents` asked for; `off`: the host has switched it off, or it is outdated. */
export interface EventState {
  readonly event: string;
  readonly state: 'on' | 'off' | 'missing';
}

export interface CompanionHost<Fetch> {
  /** The canonical address of an instance, or null where this is none. `vendor`: it is the host vendor's own public service. */
  readInstanceUrl(text: string, allowHttp: boolean): { readonly url: string; readonly vendor: boolean } | null;
  /** Throws `tracker.unauthorized` for a token that the instance does not accept. */
  identify(access: HostAccess<Fetch>, userToken: string): Promise<HostUser>;
  /** Whether the user may see the issue. Left out: no panel of this host shows issues. */
  mayRead?(access: HostAccess<Fetch>, userToken: string, issueId: IssueId): Promise<boolean>;
  /** Throws `tracker.unauthorized` or `tracker.forbidden` where the credentials are not enough; `params.scope` names what is missing. */
  checkCredentials(access: HostAccess<Fetch>, credentials: string): Promise<HostFacts>;
  openTracker(access: HostAccess<Fetch>, credentials: string, spoolFolder: string): Tracker;
  /** Makes the host send its issue events there; what exists already is left. Safe to call again. */
  ensureEvents(access: HostAccess<Fetch>, credentials: string, endpoint: EventEndpoint): Promise<void>;
  /** For the operator, who is told what is amiss. Left out: the host cannot tell. */
  checkEvents?(access: HostAccess<Fetch>, credentials: string, endpoint: EventEndpoint): Promise<readonly EventState[]>;
  removeEvents(access: HostAccess<Fetch>, credentials: string, url: string): Promise<void>;
  /** Whether a delivery is the host's own, by the endpoint's secret. Left out: HTTP basic, user `entente`. Header names are lower-case. */
  isDelivery?(headers: { readonly [name: string]: string | undefined }, body: string, secret: string): boolean;
  /** The issues an event is about; null: not an event of this host. */
  readEvent(body: Json): readonly IssueId[] | null;
  /** What an event says of its issue's stamp (Issue.stamp); null, or left out: nothing. */
  stampOf?(body: Json): number | null;
}
