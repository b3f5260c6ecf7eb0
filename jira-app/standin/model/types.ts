/** What the stand-in's Jira site holds, in memory. Times are milliseconds since 1970 UTC; ids are Jira's numeric strings. */
import type { Json, JsonObject } from './json.ts';

export interface Account {
  readonly accountId: string;
  readonly displayName: string;
  readonly email: string;
  /** Whether others may see the e-mail address. Its owner always does. */
  readonly emailVisible: boolean;
  /** Member of jira-administrators. */
  readonly admin: boolean;
  readonly active: boolean;
  readonly timeZone: string;
  readonly locale: string;
  readonly accountType: 'atlassian' | 'app';
  /** API token for Basic authentication; null for an app's account. */
  readonly token: string | null;
}

export type PermissionKey =
  | 'BROWSE_PROJECTS'
  | 'CREATE_ISSUES'
  | 'EDIT_ISSUES'
  | 'DELETE_ISSUES'
  | 'TRANSITION_ISSUES'
  | 'ADD_COMMENTS'
  | 'EDIT_ALL_COMMENTS'
  | 'EDIT_OWN_COMMENTS'
  | 'DELETE_ALL_COMMENTS'
  | 'DELETE_OWN_COMMENTS'
  | 'CREATE_ATTACHMENTS'
  | 'DELETE_ALL_ATTACHMENTS'
  | 'DELETE_OWN_ATTACHMENTS'
  | 'ADMINISTER_PROJECTS';

/** Who a permission is granted to: everybody with an account, nobody, or these accounts. */
export type Grant = 'everybody' | 'nobody' | readonly string[];

export interface Project {
  readonly id: string;
  readonly key: string;
  readonly name: string;
  readonly description: string;
  readonly lead: string;
  readonly issueTypes: readonly string[];
  /** What is not listed is granted to everybody. */
  permissions: { readonly [Key in PermissionKey]?: Grant };
  /** Ids of its scheme's; null: all that the site has. */
  priorities: readonly string[] | null;
  /** Fields that none of its screens shows: they cannot be set. */
  offScreen: readonly string[];
  state: 'live' | 'archived' | 'deleted';
  lastNumber: number;
}

export interface IssueTypeRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
  readonly subtask: boolean;
  /** 1 epic, 0 standard, -1 sub-task. */
  readonly level: number;
}

export interface StatusRow {
  readonly id: string;
  readonly name: string;
  readonly category: 'new' | 'indeterminate' | 'done';
}

export interface TransitionRow {
  readonly id: string;
  readonly name: string;
  /** Empty: from every status. */
  readonly from: readonly string[];
  readonly to: string;
  /** Fields of the transition's screen that must be given. */
  readonly required: readonly string[];
}

export interface NamedRow {
  readonly id: string;
  readonly name: string;
  readonly description: string;
}

export interface Visibility {
  readonly type: 'group' | 'role';
  readonly value: string;
}

export interface CommentRow {
  readonly id: string;
  readonly author: string;
  updateAuthor: string;
  body: JsonObject;
  readonly created: number;
  updated: number;
  visibility: Visibility | null;
  properties: Map<string, Json>;
}

export interface AttachmentRow {
  readonly id: string;
  readonly author: string;
  readonly filename: string;
  readonly mediaType: string;
  readonly created: number;
  readonly bytes: Buffer;
}

export interface ChangeItem {
  readonly field: string;
  readonly fieldId: string;
  readonly fieldtype: 'jira' | 'custom';
  readonly from: string | null;
  readonly fromString: string | null;
  readonly to: string | null;
  readonly toString: string | null;
}

export interface ChangeRow {
  readonly id: string;
  readonly author: string;
  readonly created: number;
  readonly items: readonly ChangeItem[];
}

export interface IssueRow {
  readonly id: string;
  readonly key: string;
  readonly projectId: string;
  typeId: string;
  statusId: string;
  summary: string;
  description: JsonObject | null;
  labels: readonly string[];
  priorityId: string;
  resolutionId: string | null;
  readonly creator: string;
  reporter: string | null;
  assignee: string | null;
  parentId: string | null;
  dueDate: string | null;
  readonly created: number;
  updated: number;
  properties: Map<string, Json>;
  comments: CommentRow[];
  attachments: AttachmentRow[];
  changes: ChangeRow[];
}

/** Who makes a request. `viaApp`: it came through the Forge app, as the app or as a user. */
export interface Actor {
  readonly accountId: string | null;
  readonly viaApp: boolean;
}

export interface JiraEvent {
  /** `avi:jira:…` */
  readonly type: string;
  readonly actor: Actor;
  /** Without eventType and selfGenerated, which the platform adds. */
  readonly payload: JsonObject;
  /** What it was about, also where it has just been deleted. Absent: an event that Data Center has no webhook of. */
  readonly rows?: { readonly issue: IssueRow; readonly comment?: CommentRow; readonly change?: ChangeRow };
}

/** What it takes to show rows of the site. */
export interface SiteReader {
  readonly baseUrl: string;
  account(accountId: string | null): Account | undefined;
  projectOf(issue: IssueRow): Project;
}
