/**
 * What a host calls: one node answers for one instance. `createNode(ports, facts)` makes it.
 *
 * 1. Nothing here throws for an expected outcome; unions say what happened.
 * 2. `answerPartner` and every admin operation return quickly: long work is left to `work`.
 * 3. `work` may be called by several workers at once; a lease per connection keeps numbering to one.
 */
import type { Connection, ConnectionState } from './connection/connection.schema.ts';
import type { Mode, NodeInfo } from './connection/node-info.schema.ts';
import type { ConnectionId, IssueId, ProjectId } from './ids.ts';
import type { Capabilities } from './platform.ts';
import type { OptionChoice, OptionValues, Page, Project } from './tracker.ts';
import type { Activity, IssueRef, PassedOver } from './sync/activity.schema.ts';
import type { SyncCounts, SyncProblem } from './sync/engine.ts';
import type { Conflict } from './sync/twin.schema.ts';

/** Facts of the instance that the host knows. Compared at start and daily (PROTOCOL, "Clones and restores"). */
export interface InstanceFacts {
  readonly name: string;
  /** Where partners reach this node; null: private. */
  readonly baseUrl: string | null;
  readonly trackerUrl: string;
  /** The host's own id of the instance (Jira cloudId, Azure DevOps organisation id). */
  readonly hostInstanceId: string;
  readonly nodeType: string;
  readonly trackerVersion: string;
  readonly nodeVersion: string;
  readonly capabilities: Capabilities;
  /** Evaluation or licensed counts as true; a host that reports no licence counts as licensed. */
  readonly licensed: boolean;
  /** For the playground and tests alone: plain http and loopback addresses are allowed. */
  readonly allowLoopback: boolean;
  /** Host names (with everything below them) that are trackers' own and do not lead to a node, for a plainer refusal of a typed address. */
  readonly trackerHosts?: readonly string[];
  /** Where nodes answer below trackers' own addresses; tried where a typed address is not a node's. */
  readonly nodePaths?: readonly string[];
}

export interface PartnerRequest {
  readonly method: string;
  /** `/entente/v1/…` as appended to the base URL. */
  readonly route: string;
  /** All values of the `Entente-Auth` header; more than one is refused. */
  readonly auth: readonly string[];
  readonly body: string;
}

export interface PartnerAnswer {
  readonly status: number;
  readonly auth: string | null;
  /** ASCII JSON. */
  readonly body: string;
}

export type ProbeOutcome =
  | {
      readonly kind: 'found';
      readonly node: NodeInfo;
      readonly baseUrl: string;
      readonly modes: readonly Mode[];
      readonly existing: readonly string[];
    }
  | {
      readonly kind: 'refused';
      readonly code:
        | 'notAUrl'
        | 'notHttps'
        | 'forbiddenAddress'
        | 'unreachable'
        | 'timeout'
        | 'tls'
        | 'redirect'
        | 'notEntente'
        | 'knownTracker'
        | 'tooOld'
        | 'tooNew'
        | 'itself'
        | 'needsPermission';
      readonly params: { readonly [name: string]: string };
    };

export interface InitiateRequest {
  /** Made by the page, once a wizard: a double click makes one connection. */
  readonly requestId: string;
  /** Null: "I don't have a URL". */
  readonly destinationUrl: string | null;
  readonly mode: Mode;
  readonly localShortName: string;
  readonly remoteShortName: string;
  readonly name: string;
  readonly description: string;
  readonly projectId: ProjectId | null;
  readonly askBeforeActivating: boolean;
}

export interface AcceptRequest {
  readonly requestId: string;
  readonly code: string;
  readonly projectId: ProjectId | null;
}

/** `code` selects the sentence; the wizard's catalogue has one for each. */
export interface Refusal {
  readonly kind: 'refused';
  readonly code: string;
  /** The field it belongs to, where there is one. */
  readonly field: string | null;
  readonly params: { readonly [name: string]: string };
}

export interface Invitation {
  readonly code: string;
  readonly expiresAt: number;
}

export type Done = { readonly kind: 'done' } | Refusal;

export interface ConnectionSettings {
  readonly localShortName: string;
  readonly remoteShortName: string;
  readonly description: string;
  readonly projectId: ProjectId | null;
  /** Left out: they stay as they are. */
  readonly options?: OptionValues;
}

export interface ConnectionOverview {
  readonly connection: Connection;
  readonly counts: SyncCounts;
  /** Why the latest of the issues that are held up is. */
  readonly problem: SyncProblem | null;
}

export interface Rules {
  readonly outgoing: string;
  readonly incoming: string;
}

export interface NodeSettings {
  readonly name: string;
  readonly visibility: 'public' | 'private';
}

/** One row of the activity log; `id` is opaque. */
export interface ActivityEntry extends Activity {
  readonly id: string;
}

export interface ActivityQuery {
  readonly cursor: string | null;
  readonly only: 'all' | 'errors';
  /** A part of an issue's key, on either side; '' for all. */
  readonly issue: string;
}

/** Newest first. `items` may be few, or none, before the last page. */
export interface ActivityPage {
  readonly items: readonly ActivityEntry[];
  readonly next: string | null;
  /** How many rows of a connection are kept at most. */
  readonly kept: number;
}

/** Changes that got across within the last hour, and how long they took from being noticed here to the partner's receipt (ms). */
export interface Flow {
  readonly sent: number;
  readonly received: number;
  readonly p50: number | null;
  readonly p95: number | null;
  /** Changes of the last 24 hours that only the reconciling sweep has found. */
  readonly drift: number;
}

export interface HeldIssue {
  /** For `retryHeld` and `skipHeld`. */
  readonly id: string;
  /** `partner`: what we sent waits there. */
  readonly where: 'sending' | 'applying' | 'partner';
  readonly ours: IssueRef | null;
  readonly theirs: IssueRef | null;
  readonly code: string;
  readonly params: { readonly [name: string]: string };
  readonly whose: string;
  /** ms */
  readonly since: number;
  readonly attempts: number;
  readonly retryAt: number | null;
  /** Members of the issue that *Skip* gives up; empty: not known. */
  readonly what: readonly string[];
}

/** One issue on one connection. */
export interface PanelEntry {
  readonly connectionId: ConnectionId;
  readonly name: string;
  readonly state: ConnectionState;
  readonly remoteShortName: string;
  readonly nodeType: string | null;
  readonly theirs: IssueRef | null;
  readonly theirStatus: string | null;
  readonly syncedAt: number | null;
  /** Something is on its way. */
  readonly waiting: boolean;
  readonly gone: 'no' | 'here' | 'there';
  readonly held: readonly HeldIssue[];
  readonly conflicts: readonly Conflict[];
  /** What could not be shown here, and what could not be carried to the other side. */
  readonly notHere: Activity['losses'];
  readonly notThere: Activity['losses'];
  readonly files: readonly { readonly side: 'ours' | 'theirs'; readonly filename: string; readonly size: number; readonly why: string }[];
  readonly passedOver: PassedOver | null;
}

/** A connection that an issue can be connected to by hand. */
export interface ConnectOffer {
  readonly connectionId: ConnectionId;
  readonly name: string;
  readonly remoteShortName: string;
  readonly nodeType: string | null;
}

/** What told that this is another instance than the one whose data these are: its address then and now, which may be the same. */
export interface InstanceChange {
  readonly before: string;
  readonly now: string;
}

export interface EntenteNode {
  /** Makes the instance uid at the first start, compares the facts at each. */
  start(): Promise<void>;
  /** Null: it is the instance that it was. Else all connections stand still until `settleInstanceChange`. */
  instanceChange(): Promise<InstanceChange | null>;
  /** `moved`: the same instance at another address. `copied`: another instance, which gives up the connections of the original. */
  settleInstanceChange(answer: 'moved' | 'copied'): Promise<Done>;
  info(): Promise<NodeInfo>;
  settings(): Promise<NodeSettings>;
  saveSettings(settings: NodeSettings): Promise<Done>;
  /** Calls this node's own public address as a partner would. */
  checkReachability(): Promise<Done>;

  answerPartner(request: PartnerRequest): Promise<PartnerAnswer>;
  /** `stamp`: what the hint says of the issue's (Issue.stamp); null: nothing. */
  noticeIssue(issueId: IssueId, stamp?: number | null): Promise<void>;
  /** Does what is due until `until` (ms); answers when to come back, or null: when woken. */
  work(until: number): Promise<{ readonly nextAt: number | null }>;
  /** The reconciling sweep: change feed, expiries, parked work. The host calls it every few minutes. */
  sweep(): Promise<void>;

  searchProjects(text: string, cursor: string | null): Promise<Page<Project>>;
  /** Values of a setting that looks up; none where the host has no such setting. */
  searchOption(key: string, text: string): Promise<readonly OptionChoice[]>;
  probe(url: string): Promise<ProbeOutcome>;
  initiate(
    request: InitiateRequest,
  ): Promise<{ readonly kind: 'done'; readonly connectionId: ConnectionId; readonly invitation: Invitation } | Refusal>;
  /** Only while pending. */
  invitation(connectionId: ConnectionId): Promise<({ readonly kind: 'done' } & Invitation) | Refusal>;
  accept(request: AcceptRequest): Promise<{ readonly kind: 'done'; readonly connectionId: ConnectionId } | Refusal>;
  /** Tells the inviter of a code that was not accepted. */
  declineCode(code: string): Promise<Done>;

  listConnections(): Promise<readonly ConnectionOverview[]>;
  connection(connectionId: ConnectionId): Promise<ConnectionOverview | null>;
  rules(connectionId: ConnectionId): Promise<Rules | null>;
  saveConnection(connectionId: ConnectionId, settings: ConnectionSettings): Promise<Done>;
  /** The admin's verbs; which are legal in which state is the lifecycle table's (connection/lifecycle.ts). */
  act(connectionId: ConnectionId, verb: AdminVerb): Promise<Done>;

  /** Null: there is no such connection. */
  activity(connectionId: ConnectionId, query: ActivityQuery): Promise<ActivityPage | null>;
  flow(connectionId: ConnectionId): Promise<Flow>;
  held(connectionId: ConnectionId): Promise<readonly HeldIssue[]>;
  /** Makes it due at once. `by`: the admin's name, for the log. */
  retryHeld(connectionId: ConnectionId, heldId: string, by: string): Promise<Done>;
  /** All of the connection; answers how many. */
  retryAllHeld(connectionId: ConnectionId, by: string): Promise<number>;
  /** Gives up one message; the issue's next change flows again, and brings it along. */
  skipHeld(connectionId: ConnectionId, heldId: string, by: string): Promise<Done>;
  /** Empty: the issue is under no sync. */
  issuePanel(issueId: IssueId): Promise<readonly PanelEntry[]>;
  syncIssue(issueId: IssueId, by: string): Promise<void>;
  /** Connections that do not sync the issue and can be made to, by `connectIssue`. */
  connectOffers(issueId: IssueId): Promise<readonly ConnectOffer[]>;
  connectIssue(connectionId: ConnectionId, issueId: IssueId, by: string): Promise<Done>;
}

export type AdminVerb = 'revoke' | 'renew' | 'confirm' | 'decline' | 'cancel' | 'deactivate' | 'activate' | 'delete';

export type { ConnectionState };
