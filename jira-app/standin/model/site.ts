/**
 * The site's data and the ways it changes.
 *
 * 1. Every change goes through a method here: it stamps `updated`, writes the history, refreshes the search index after its
 *    delay, and raises the product event.
 * 2. Nothing here checks permissions or validates: that is the REST layer's.
 * 3. The search index lags behind by `indexDelayMs`, as the real one does.
 */
import type { Json, JsonObject } from './json.ts';
import { accountOf, accountSeeds, issueTypes, projectSeeds, type AccountSeed, type ProjectSeed } from './seed.ts';
import type {
  Account,
  Actor,
  AttachmentRow,
  ChangeItem,
  CommentRow,
  IssueRow,
  JiraEvent,
  Project,
  SiteReader,
  Visibility,
} from './types.ts';
import { SearchIndex } from './search-index.ts';
import { attachmentEvent, commentEvent, deletedCommentEvent, issueEvent } from './events.ts';

export interface SiteOptions {
  readonly siteName: string;
  readonly cloudId: string;
  readonly users?: readonly AccountSeed[] | undefined;
  readonly projects?: readonly ProjectSeed[] | undefined;
  readonly now?: (() => number) | undefined;
}

export class Site implements SiteReader {
  readonly name: string;
  readonly cloudId: string;
  /** Set once the server listens. */
  baseUrl = 'http://127.0.0.1';
  readonly accounts: Account[];
  readonly projects: Project[] = [];
  readonly issues = new Map<string, IssueRow>();
  readonly index: SearchIndex;
  readonly now: () => number;
  /** Largest number of items a page holds, whatever is asked for. */
  pageSize = Number.POSITIVE_INFINITY;
  attachmentLimit = 1_073_741_824;
  attachmentsEnabled = true;
  /** Data Center: the name by which people are asked for; null on Cloud, where they have none. */
  nameOf: ((account: Account) => string) | null = null;
  readonly #listeners: ((event: JiraEvent) => void)[] = [];
  #lastId = 10_100;
  /** Keys and ids of deleted issues answer 404, never another issue. */
  readonly #keys = new Map<string, string>();

  constructor(options: SiteOptions) {
    this.name = options.siteName;
    this.cloudId = options.cloudId;
    this.now = options.now ?? Date.now;
    this.accounts = (options.users ?? accountSeeds).map(accountOf);
    this.index = new SearchIndex(this.now);
    for (const seed of options.projects ?? projectSeeds) this.addProject(seed);
  }

  nextId(): string {
    this.#lastId += 1;
    return String(this.#lastId);
  }

  onEvent(listener: (event: JiraEvent) => void): void {
    this.#listeners.push(listener);
  }

  #raise(event: JiraEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  account(accountId: string | null): Account | undefined {
    return this.accounts.find((account) => account.accountId === accountId);
  }

  addAccount(seed: AccountSeed, kind: Account['accountType'] = 'atlassian'): Account {
    const account: Account = { ...accountOf(seed), accountType: kind, ...(kind === 'app' ? { token: null } : {}) };
    this.accounts.push(account);
    return account;
  }

  addProject(seed: ProjectSeed): Project {
    const names = seed.issueTypes ?? issueTypes.map((type) => type.name);
    const project: Project = {
      id: this.nextId(),
      key: seed.key,
      name: seed.name,
      description: seed.description ?? '',
      lead: seed.lead ?? this.accounts[0]?.accountId ?? '',
      issueTypes: names.map((name) => issueTypes.find((type) => type.name === name)?.id ?? name),
      permissions: seed.permissions ?? {},
      priorities: null,
      offScreen: [],
      state: 'live',
      lastNumber: 0,
    };
    this.projects.push(project);
    return project;
  }

  project(idOrKey: string): Project | undefined {
    return this.projects.find((project) => project.id === idOrKey || project.key.toUpperCase() === idOrKey.toUpperCase());
  }

  issue(idOrKey: string): IssueRow | undefined {
    return this.issues.get(idOrKey) ?? this.issues.get(this.#keys.get(idOrKey.toUpperCase()) ?? '');
  }

  projectOf(issue: IssueRow): Project {
    const project = this.project(issue.projectId);
    if (project === undefined) throw new Error(`issue ${issue.key} without project`);
    return project;
  }

  createIssue(
    actor: Actor,
    project: Project,
    draft: Omit<IssueRow, 'id' | 'key' | 'projectId' | 'created' | 'updated' | 'comments' | 'attachments' | 'changes'>,
  ): IssueRow {
    project.lastNumber += 1;
    const now = this.now();
    const issue: IssueRow = {
      ...draft,
      id: this.nextId(),
      key: `${project.key}-${project.lastNumber}`,
      projectId: project.id,
      created: now,
      updated: now,
      comments: [],
      attachments: [],
      changes: [],
    };
    this.issues.set(issue.id, issue);
    this.#keys.set(issue.key, issue.id);
    this.index.put(issue);
    this.#raise(issueEvent('avi:jira:created:issue', this, actor, issue));
    if (issue.assignee !== null) this.#raise(issueEvent('avi:jira:assigned:issue', this, actor, issue));
    return issue;
  }

  /** Applies what `items` say has changed (already written into the row by the caller). */
  changed(actor: Actor, issue: IssueRow, items: readonly ChangeItem[]): void {
    if (items.length === 0) return;
    const change = { id: this.nextId(), author: actor.accountId ?? '', created: this.now(), items };
    issue.changes.push(change);
    this.#touch(issue);
    this.#raise(issueEvent('avi:jira:updated:issue', this, actor, issue, change));
    if (items.some((item) => item.fieldId === 'assignee')) this.#raise(issueEvent('avi:jira:assigned:issue', this, actor, issue));
  }

  #touch(issue: IssueRow): void {
    issue.updated = Math.max(this.now(), issue.updated);
    this.index.put(issue);
  }

  deleteIssue(actor: Actor, issue: IssueRow): void {
    this.issues.delete(issue.id);
    this.#keys.delete(issue.key);
    this.index.remove(issue);
    this.#raise(issueEvent('avi:jira:deleted:issue', this, actor, issue));
  }

  /** Entity properties neither change `updated` nor raise an issue event. */
  setProperty(issue: IssueRow, key: string, value: Json): 'created' | 'updated' {
    const known = issue.properties.has(key);
    issue.properties.set(key, value);
    return known ? 'updated' : 'created';
  }

  addComment(actor: Actor, issue: IssueRow, body: JsonObject, visibility: Visibility | null, properties: Map<string, Json>): CommentRow {
    const now = this.now();
    const author = actor.accountId ?? '';
    const comment: CommentRow = {
      id: this.nextId(),
      author,
      updateAuthor: author,
      body,
      created: now,
      updated: now,
      visibility,
      properties,
    };
    issue.comments.push(comment);
    this.#touch(issue);
    this.#raise(commentEvent(this, actor, issue, comment));
    return comment;
  }

  updateComment(actor: Actor, issue: IssueRow, comment: CommentRow, change: Partial<Pick<CommentRow, 'body' | 'visibility'>>): void {
    Object.assign(comment, change, { updated: this.now(), updateAuthor: actor.accountId ?? comment.updateAuthor });
    this.#touch(issue);
    this.#raise(commentEvent(this, actor, issue, comment));
  }

  deleteComment(actor: Actor, issue: IssueRow, comment: CommentRow): void {
    issue.comments = issue.comments.filter((one) => one.id !== comment.id);
    this.#touch(issue);
    this.#raise(deletedCommentEvent(this, actor, issue, comment));
  }

  addAttachment(actor: Actor, issue: IssueRow, file: Pick<AttachmentRow, 'filename' | 'mediaType' | 'bytes'>): AttachmentRow {
    const attachment: AttachmentRow = { ...file, id: this.nextId(), author: actor.accountId ?? '', created: this.now() };
    issue.attachments.push(attachment);
    this.#raise(attachmentEvent('avi:jira:created:attachment', this, actor, issue, attachment));
    this.changed(actor, issue, [
      {
        field: 'Attachment',
        fieldId: 'attachment',
        fieldtype: 'jira',
        from: null,
        fromString: null,
        to: attachment.id,
        toString: attachment.filename,
      },
    ]);
    return attachment;
  }

  deleteAttachment(actor: Actor, issue: IssueRow, attachment: AttachmentRow): void {
    issue.attachments = issue.attachments.filter((one) => one.id !== attachment.id);
    this.#raise(attachmentEvent('avi:jira:deleted:attachment', this, actor, issue, attachment));
    this.changed(actor, issue, [
      {
        field: 'Attachment',
        fieldId: 'attachment',
        fieldtype: 'jira',
        from: attachment.id,
        fromString: attachment.filename,
        to: null,
        toString: null,
      },
    ]);
  }

  attachment(attachmentId: string): { issue: IssueRow; attachment: AttachmentRow } | undefined {
    for (const issue of this.issues.values()) {
      const attachment = issue.attachments.find((one) => one.id === attachmentId);
      if (attachment !== undefined) return { issue, attachment };
    }
    return undefined;
  }

  comment(commentId: string): { issue: IssueRow; comment: CommentRow } | undefined {
    for (const issue of this.issues.values()) {
      const comment = issue.comments.find((one) => one.id === commentId);
      if (comment !== undefined) return { issue, comment };
    }
    return undefined;
  }
}
