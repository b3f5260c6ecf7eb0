/** What users do in their own tracker, the same words for all; rich text is in the tracker's own form. */

export interface Written {
  readonly summary: string;
  /** A type that the project has; a bug where none is named. */
  readonly type?: string;
  /** ADF in Jira Cloud, wiki markup in Data Center, HTML in Azure DevOps, plain text in ServiceNow. */
  readonly description?: unknown;
  readonly labels?: readonly string[];
  /** From 1, the highest, to 4. */
  readonly priority?: number;
}

export interface SeenComment {
  readonly id: string;
  readonly by: string;
  readonly body: unknown;
}

export interface SeenAttachment {
  readonly filename: string;
  readonly bytes: Buffer;
}

/** An issue as the tracker keeps it. */
export interface Seen {
  readonly id: string;
  readonly by: string;
  readonly type: string;
  readonly summary: string;
  readonly description: unknown;
  readonly priority: number;
  /** In alphabetical order. */
  readonly labels: readonly string[];
  /** Oldest first. */
  readonly comments: readonly SeenComment[];
  readonly attachments: readonly SeenAttachment[];
}

/** Writes go over REST as a user that is not Entente's; what is seen is read from the stand-in behind everybody's back. */
export interface People {
  create(project: string, issue: Written): Promise<string>;
  edit(issue: string, changes: Partial<Written>): Promise<void>;
  comment(issue: string, body: unknown): Promise<string>;
  editComment(issue: string, comment: string, body: unknown): Promise<void>;
  attach(issue: string, filename: string, bytes: Buffer): Promise<void>;
  /** Left out: in this tracker, users do not do that. */
  removeComment?(issue: string, comment: string): Promise<void>;
  removeFile?(issue: string, filename: string): Promise<void>;
  remove?(issue: string): Promise<void>;
  /** Says something that is for the own side alone, where the tracker knows such comments. */
  note?(issue: string, words: string): Promise<void>;
  seen(issue: string): Seen;
  /** All issues of a project; of the whole instance where none is named. */
  all(project?: string): readonly Seen[];
}

export async function asked(what: string, response: Response): Promise<unknown> {
  const text = await response.text();
  if (!response.ok) throw new Error(`${what} answered ${response.status}: ${text}`);
  return text === '' ? null : (JSON.parse(text) as unknown);
}

/** `id` of an answer, as text. */
export function idIn(answer: unknown): string {
  const found: unknown = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : undefined;
  if (typeof found !== 'string' && typeof found !== 'number') throw new Error(`No id in ${JSON.stringify(answer)}`);
  return String(found);
}
