/**
 * The Tracker port: what the core asks of a host's own issue API. One implementation a host, in its tracker/.
 *
 * 1. Every answer of the host has passed a schema before it gets one of these types.
 * 2. A create carries its intent's marker inside the create call itself, so that a lost answer can be looked up.
 * 3. Failures are thrown as faults (fault.ts) with `whose: 'tracker'`; the codes every implementation uses:
 *    tracker.unauthorized (401), tracker.forbidden (403), tracker.notFound (404), tracker.conflict (409/412),
 *    tracker.throttled (429, retryAfterMs set), tracker.unavailable (5xx, or no answer; certain: false on writes),
 *    tracker.refused (400: params.field and params.message in the host's words), tracker.invalidAnswer (schema).
 * 4. Times are RFC 3339 in UTC. Ids are the host's stable ids.
 * 5. A description to write may hold top-level blocks that readIssue gave, the very objects: what their dialect does not carry of them
 *    should stay as the host has it.
 */
import type { AttachmentId, CommentId, IntentId, IssueId, ProjectId, Sha256 } from './ids.ts';
import type { Loss, RichDocument } from './richtext/document.ts';

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Opaque; null on the last page. */
  readonly next: string | null;
}

export interface Project {
  readonly id: ProjectId;
  /** Short key where the host has one (Jira), else the name. */
  readonly key: string;
  readonly name: string;
  /** Whether Entente may create issues there. */
  readonly canCreate: boolean;
}

export interface IssueType {
  readonly id: string;
  readonly name: string;
  /** Sub-tasks and the like, which cannot be created on their own, are not standard. */
  readonly standard: boolean;
}

export interface Person {
  readonly id: string;
  readonly name: string;
  /** Null where the host hides it. */
  readonly email: string | null;
  /** By which a text names them, where that is not `id`. */
  readonly mentionId?: string;
}

export interface IssueComment {
  readonly id: CommentId;
  readonly author: Person | null;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly body: RichDocument;
  readonly losses: readonly Loss[];
  /** The intent that made it, where the host can carry a marker on a comment and reading the issue tells it. */
  readonly marker: IntentId | null;
  /** Not for customers or other companies (work notes, restricted comments): never sent by default. */
  readonly internal: boolean;
}

export interface IssueAttachment {
  readonly id: AttachmentId;
  readonly filename: string;
  readonly mediaType: string;
  /** Bytes. */
  readonly size: number;
  readonly createdAt: string;
  readonly author: Person | null;
  readonly marker: IntentId | null;
}

/** An issue as the tracker has it now. */
export interface Issue {
  readonly id: IssueId;
  /** What people call it: `ABC-12`, `#345`. */
  readonly key: string;
  /** The page a person opens. */
  readonly url: string;
  readonly projectId: ProjectId;
  /** Opaque; changes with every change where the host has one. Given back as the guard of an update. */
  readonly revision: string | null;
  /** Grows with every change of the issue, its comments and attachments included, and stays without. Left out: the host has none, or not for sure. */
  readonly stamp?: number;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly type: { readonly id: string; readonly name: string };
  readonly status: string;
  /** By its name; of a tracker that numbers them as priorities.ts names it. */
  readonly priority: string | null;
  readonly summary: string;
  readonly description: RichDocument | null;
  readonly descriptionLosses: readonly Loss[];
  readonly labels: readonly string[];
  readonly reporter: Person | null;
  readonly assignee: Person | null;
  readonly comments: readonly IssueComment[];
  readonly attachments: readonly IssueAttachment[];
  /** The intent whose create call made this issue, if any. A cloned issue copies it, hence invariant: it counts only while that intent is open. */
  readonly marker: IntentId | null;
}

/** A connection's settings besides the project, by the key of the platform's options; one that is unset is left out. */
export interface OptionValues {
  readonly [key: string]: string;
}

export interface IssueDraft {
  readonly projectId: ProjectId;
  /** Of the connection that makes it. */
  readonly options?: OptionValues;
  readonly typeId: string;
  readonly summary: string;
  readonly description: RichDocument | null;
  readonly labels: readonly string[];
  /** As IssueChanges.priority; where there is none of that name, the issue gets the host's own default. */
  readonly priority?: string;
}

/** Only what changes is present. */
export interface IssueChanges {
  /** By name, letter case aside. Where the host has none of that name, or does not let it be set, it stays and is a loss (PRIORITY_LOST). */
  readonly priority?: string;
  readonly summary?: string;
  readonly description?: RichDocument | null;
  readonly labels?: readonly string[];
}

export interface Written<Id> {
  readonly id: Id;
  readonly revision: string | null;
  readonly losses: readonly Loss[];
  /** The whole issue after this write, where the host's answers tell it for sure: it need not be read again. */
  readonly issue?: Issue;
}

export type Updated =
  | {
      readonly outcome: 'done';
      readonly revision: string | null;
      readonly losses: readonly Loss[];
      /** As `Written.issue`. */
      readonly issue?: Issue;
    }
  /** The issue has another revision than the guard says: read it again. */
  | { readonly outcome: 'stale' }
  | { readonly outcome: 'gone' };

export interface AttachmentFile {
  readonly filename: string;
  readonly mediaType: string;
  readonly size: number;
  readonly sha256: Sha256;
}

/** Base64 of `length` bytes from `offset`; shorter only at the end of the file. */
export type ReadChunk = (offset: number, length: number) => Promise<string>;

/** What an open intent was going to make, for `findIntent`. */
export type IntentTarget =
  | { readonly kind: 'issue'; readonly projectId: ProjectId; readonly since: string }
  | { readonly kind: 'comment'; readonly issueId: IssueId; readonly body: RichDocument; readonly since: string }
  | { readonly kind: 'attachment'; readonly issueId: IssueId; readonly file: AttachmentFile; readonly since: string };

/** One of the values that a connection's setting that looks up may have; `hint`: what tells namesakes apart. */
export interface OptionChoice {
  readonly value: string;
  readonly label: string;
  readonly hint: string | null;
}

export interface Tracker {
  /** The account Entente works as. */
  self(): Promise<Person>;
  searchProjects(text: string, cursor: string | null): Promise<Page<Project>>;
  /** Null: deleted, archived or not visible. */
  readProject(projectId: ProjectId): Promise<Project | null>;
  /** In the host's own order. */
  issueTypes(projectId: ProjectId): Promise<readonly IssueType[]>;
  /** Whether an issue of this type that is made there shows a priority by this name. Left out: only the issue itself tells. */
  takesPriority?(projectId: ProjectId, typeId: string, name: string): Promise<boolean>;
  findUserByEmail(email: string): Promise<Person | null>;
  /** Of somebody whom a text of this tracker mentions, by the mention's id. Left out: the host does not tell. */
  emailOf?(mentionId: string): Promise<string | null>;
  /** What people will see of this document: written and read again, without asking the host. Left out: the common nodes. */
  shows?(document: RichDocument): Promise<RichDocument>;
  /** Hosts with options: the first value that cannot be used, and why as a code of the catalogue. Null: all can. */
  checkOptions?(projectId: ProjectId | null, options: OptionValues): Promise<{ readonly key: string; readonly code: string } | null>;
  /** Hosts with options that look up: the first few values, in the host's order, whose label or hint has this text in it. */
  searchOption?(key: string, text: string): Promise<readonly OptionChoice[]>;
  /** Hosts with options: whether an issue of the connection's project is one that goes out by itself. */
  isSelected?(issueId: IssueId, options: OptionValues): Promise<boolean>;

  /** Null: deleted or not visible. All comments and attachments included, whatever the host's page size. */
  readIssue(issueId: IssueId): Promise<Issue | null>;
  createIssue(intent: IntentId, draft: IssueDraft): Promise<Written<IssueId>>;
  /** `guard`: the revision the caller has seen, or null to write regardless. Hosts without revisions ignore it. */
  updateIssue(intent: IntentId, issueId: IssueId, changes: IssueChanges, guard: string | null): Promise<Updated>;
  addComment(intent: IntentId, issueId: IssueId, body: RichDocument): Promise<Written<CommentId>>;
  updateComment(intent: IntentId, issueId: IssueId, commentId: CommentId, body: RichDocument): Promise<Updated>;
  removeComment(intent: IntentId, issueId: IssueId, commentId: CommentId): Promise<Updated>;
  /**
   * A file that the host finds too large is the fault `attachment.tooLarge`.
   * Reads the file in chunks, checks that the whole has the announced size and hash, then attaches it. One that has not is
   * a certain fault whose code ends in `.damaged`: nothing was attached, and the file is fetched again.
   */
  addAttachment(intent: IntentId, issueId: IssueId, file: AttachmentFile, read: ReadChunk): Promise<Written<AttachmentId>>;
  /** The largest file in bytes that the host takes at present; 0 where it takes none. Null: it does not say. */
  attachmentLimit?(): Promise<number | null>;
  removeAttachment(intent: IntentId, issueId: IssueId, attachmentId: AttachmentId): Promise<Updated>;
  /** Reads the whole file once to hash it; its bytes are not kept in memory longer than needed. `listed`: as the issue lists it, where it was just read. */
  describeAttachment(issueId: IssueId, attachmentId: AttachmentId, listed?: IssueAttachment): Promise<AttachmentFile | null>;
  readAttachment(issueId: IssueId, attachmentId: AttachmentId, offset: number, length: number): Promise<string>;

  /** What an interrupted create made, if it did. Never guesses between two candidates: the oldest that fits. */
  findIntent(intent: IntentId, target: IntentTarget): Promise<string | null>;

  /**
   * The host's own change feed: ids of issues changed since `cursor` (null: from now on), oldest first, with an overlap
   * where the host's clock or index needs one, so an id may come again. `cursor` of the answer is opaque. `stamps`: of each id
   * the issue's stamp (Issue.stamp) where the feed tells it, else null.
   */
  changesSince(cursor: string | null): Promise<{
    readonly issueIds: readonly IssueId[];
    readonly stamps?: readonly (number | null)[];
    readonly cursor: string;
    readonly more: boolean;
  }>;
}
