/** What the stand-in remembers of an organization. Plain data: everything that decides or shows lives elsewhere. */
import type { JsonObject } from '../json.ts';
import type { ProjectOptions, Role, UserOptions } from '../options.ts';

/** A person as a field's value: shown as an identity, stored by id. */
export interface Identity {
  readonly identity: string;
}

export type FieldValue = string | number | boolean | Identity;
export type Fields = Readonly<Record<string, FieldValue>>;

export interface User {
  readonly id: string;
  readonly account: string;
  readonly displayName: string;
  /** What the host calls the unique name: the mail address, or the user principal name of someone without a mailbox. */
  readonly uniqueName: string;
  readonly email: string | null;
  readonly descriptor: string;
  readonly options: UserOptions;
}

export interface ClassificationNode {
  readonly id: number;
  readonly identifier: string;
  readonly name: string;
  readonly kind: 'area' | 'iteration';
  /** `Project\Area\Child`, as `System.AreaPath` has it. */
  readonly path: string;
}

export interface Tag {
  readonly id: string;
  readonly name: string;
  readonly lastUpdated: number;
}

export interface Project {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly process: NonNullable<ProjectOptions['process']>;
  readonly revision: number;
  readonly lastUpdated: number;
  readonly teamId: string;
  readonly nodes: ClassificationNode[];
  readonly tags: Map<string, Tag>;
}

export interface Relation {
  readonly rel: string;
  readonly url: string;
  readonly attributes: JsonObject;
}

export interface CommentRef {
  readonly commentId: number;
  readonly version: number;
  readonly deleted: boolean;
}

export interface Revision {
  readonly rev: number;
  readonly watermark: number;
  readonly at: number;
  readonly by: string;
  readonly fields: Fields;
  readonly relations: readonly Relation[];
  /** Reference names of long texts kept as Markdown. */
  readonly markdown: readonly string[];
  readonly comment: CommentRef | null;
  readonly deleted: boolean;
}

/** One entry of the history: a revision, or a link that the other end made, which is an update without a revision. */
export interface Update {
  readonly id: number;
  readonly rev: number;
  readonly at: number;
  readonly by: string;
  readonly fields: Readonly<Record<string, { readonly oldValue?: FieldValue; readonly newValue?: FieldValue }>>;
  readonly added: readonly Relation[];
  readonly removed: readonly Relation[];
  readonly changed: readonly Relation[];
}

export interface WorkItem {
  readonly id: number;
  projectId: string;
  readonly revisions: Revision[];
  readonly updates: Update[];
  deletedAt: number | null;
  deletedBy: string | null;
}

export interface CommentVersion {
  readonly version: number;
  readonly text: string;
  readonly format: 'html' | 'markdown';
  readonly by: string;
  readonly at: number;
  readonly deleted: boolean;
}

export interface Comment {
  readonly id: number;
  readonly workItemId: number;
  readonly versions: CommentVersion[];
}

export interface Attachment {
  readonly id: string;
  readonly fileName: string;
  /** Null: sent to the organization without naming a project. */
  readonly projectId: string | null;
  readonly by: string;
  readonly at: number;
  /** Announced size of a chunked upload, null for a simple one. */
  total: number | null;
  bytes: Buffer;
}

export type SubscriptionStatus = 'enabled' | 'onProbation' | 'disabledByUser' | 'disabledBySystem';

export interface Subscription {
  readonly id: string;
  status: SubscriptionStatus;
  publisherId: string;
  eventType: string;
  resourceVersion: string | null;
  consumerId: string;
  consumerActionId: string;
  publisherInputs: Record<string, string>;
  consumerInputs: Record<string, string>;
  readonly createdBy: string;
  readonly createdAt: number;
  modifiedBy: string;
  modifiedAt: number;
  failures: number;
}

export type ChangeKind = 'created' | 'updated' | 'commented' | 'deleted' | 'restored';

/** What just happened to a work item; service hooks and tests listen. */
export interface Change {
  readonly kind: ChangeKind;
  readonly workItem: WorkItem;
  readonly revision: Revision;
  readonly update: Update;
  readonly by: User;
  readonly comment: Comment | null;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly now: () => number;
  readonly users: Map<string, User>;
  readonly projects: Map<string, Project>;
  readonly workItems: Map<number, WorkItem>;
  /** Every revision of the organization, oldest first: what reporting reads. */
  readonly journal: { readonly workItem: WorkItem; readonly revision: Revision }[];
  readonly comments: Map<number, Comment[]>;
  readonly attachments: Map<string, Attachment>;
  /** Bytes of one file: 60 MB on Services, on Server as its administrator has set it. */
  attachmentLimit: number;
  readonly subscriptions: Map<string, Subscription>;
  readonly listeners: ((change: Change) => void)[];
  /** Custom rules of an inherited process: fields that a type of work item must have. */
  readonly required: { readonly type: string; readonly field: string }[];
  readonly counters: { workItem: number; comment: number; watermark: number; relation: number; node: number };
}

export type { Role };
