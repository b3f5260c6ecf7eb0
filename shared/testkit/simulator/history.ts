/** What has been written to the fields of issues, by whom, and what users have made: the truth that a run is held against. */
export interface FieldWrite {
  readonly side: string;
  readonly issueId: string;
  readonly field: 'summary' | 'description';
  readonly value: string;
  readonly by: 'user' | 'app';
  /** Of the issue after it: the order in which it happened at the tracker. */
  readonly revision: number;
}

export interface UsersIssue {
  readonly token: string;
  readonly side: string;
  readonly issueId: string;
  /** In a project that is not connected: nobody else may ever see it. */
  elsewhere: boolean;
  /** In and out of the connected project: it goes out if it was seen there once. */
  moved: boolean;
}

export interface UsersEntry {
  readonly token: string;
  readonly side: string;
  /** The token of its issue. */
  readonly issue: string;
  readonly kind: 'comment' | 'attachment' | 'label';
  readonly id: string;
  /** What it says now; null: removed. */
  text: string | null;
}

export interface History {
  readonly writes: FieldWrite[];
  readonly issues: UsersIssue[];
  readonly entries: UsersEntry[];
  /** Issues that a user has deleted on some side. `unknown`: before the node there could know that it had made it. */
  /** `{side}:{issue}`: copies that users have moved to another project. */
  readonly movedCopies: string[];
  readonly deleted: { readonly token: string; readonly side: string; readonly unknown: boolean }[];
  /** Values that were ever kept as conflicts. */
  readonly conflicts: Set<string>;
  /** Texts of internal comments. */
  readonly internal: string[];
}

export function newHistory(): History {
  return { writes: [], issues: [], entries: [], movedCopies: [], deleted: [], conflicts: new Set(), internal: [] };
}

/** Every issue's description begins with the token it was made with, whoever edits it. */
export function tokenOf(description: string): string {
  return /^i\d+/.exec(description)?.[0] ?? '';
}

/** The token that a comment of this text was made with; a copy's stands after the name of who wrote it. */
export function saidFirst(text: string): string {
  return /\S+/.exec(text.split('\n\n').at(-1) ?? '')?.[0] ?? '';
}
