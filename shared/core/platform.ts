/** What a platform folder's platform.ts exports: data, and lazy imports of its parts. */
export interface Capabilities {
  /** Largest attachment in bytes that this platform can read from, and write to, its tracker. */
  readonly maxAttachmentBytes: { readonly read: number; readonly write: number };
  /** Whether Accept asks for a project (not on hosts where a table is chosen in the settings). */
  readonly projectStep: boolean;
  /** Whether an exchange may be held open for `waitMs`. */
  readonly longPoll: boolean;
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
