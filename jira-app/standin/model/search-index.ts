/**
 * What a search sees: each issue as it was `delayMs` ago. The enhanced search of Jira Cloud is eventually consistent;
 * `reconcileIssues` makes it look at the issue itself.
 * https://developer.atlassian.com/cloud/jira/platform/search-and-reconcile/
 */
import type { IssueRow } from './types.ts';

/** What JQL can ask about, copied at the time of the change. */
export type Indexed = Pick<
  IssueRow,
  | 'id'
  | 'key'
  | 'projectId'
  | 'typeId'
  | 'statusId'
  | 'summary'
  | 'description'
  | 'labels'
  | 'created'
  | 'updated'
  | 'reporter'
  | 'assignee'
  | 'creator'
  | 'priorityId'
  | 'resolutionId'
  | 'parentId'
> & {
  readonly texts: readonly string[];
};

interface Version {
  readonly at: number;
  /** Null: deleted. */
  readonly seen: Indexed | null;
}

export class SearchIndex {
  delayMs = 0;
  readonly #now: () => number;
  readonly #versions = new Map<string, Version[]>();

  constructor(now: () => number) {
    this.#now = now;
  }

  put(issue: IssueRow): void {
    const {
      id,
      key,
      projectId,
      typeId,
      statusId,
      summary,
      description,
      labels,
      created,
      updated,
      reporter,
      assignee,
      creator,
      priorityId,
      resolutionId,
      parentId,
    } = issue;
    const texts = [summary, textOf(description), ...issue.comments.map((comment) => textOf(comment.body))];
    this.#add(id, {
      id,
      key,
      projectId,
      typeId,
      statusId,
      summary,
      description,
      labels: [...labels],
      created,
      updated,
      reporter,
      assignee,
      creator,
      priorityId,
      resolutionId,
      parentId,
      texts,
    });
  }

  remove(issue: IssueRow): void {
    this.#add(issue.id, null);
  }

  #add(id: string, seen: Indexed | null): void {
    const versions = this.#versions.get(id) ?? [];
    versions.push({ at: this.#now(), seen });
    this.#versions.set(id, versions);
  }

  /** @param fresh ids that are looked at as they are now. */
  visible(fresh: ReadonlySet<string>): Indexed[] {
    const horizon = this.#now() - this.delayMs;
    const found: Indexed[] = [];
    for (const [id, versions] of this.#versions) {
      const version = fresh.has(id) ? versions.at(-1) : versions.findLast((one) => one.at <= horizon);
      if (version?.seen != null) found.push(version.seen);
    }
    return found;
  }
}

/** All text of an ADF document, words apart. */
export function textOf(node: unknown): string {
  if (typeof node !== 'object' || node === null) return '';
  const own = 'text' in node && typeof node.text === 'string' ? node.text : '';
  const content = 'content' in node && Array.isArray(node.content) ? node.content.map(textOf).join(' ') : '';
  return own + content;
}
