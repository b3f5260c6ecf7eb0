/** What a fresh site looks like: the defaults of a Jira software site, three people and two projects. */
import type { Account, IssueTypeRow, NamedRow, PermissionKey, Grant, StatusRow, TransitionRow } from './types.ts';

export interface ProjectSeed {
  readonly key: string;
  readonly name: string;
  readonly description?: string;
  readonly lead?: string;
  /** Names of issue types, in the project's order. */
  readonly issueTypes?: readonly string[];
  readonly permissions?: { readonly [Key in PermissionKey]?: Grant };
}

export interface AccountSeed {
  readonly accountId: string;
  readonly displayName: string;
  readonly email: string;
  readonly emailVisible?: boolean;
  readonly admin?: boolean;
  readonly active?: boolean;
  readonly timeZone?: string;
  readonly locale?: string;
  readonly token?: string;
}

export const accountSeeds: readonly AccountSeed[] = [
  {
    accountId: '5b10a2844c20165700ede21a',
    displayName: 'Ada Admin',
    email: 'ada@acme.example',
    admin: true,
    timeZone: 'Europe/Berlin',
    token: 'ada-token',
  },
  {
    accountId: '5b10ac8d82e05b22cc7d4ef5',
    displayName: 'Rui Reporter',
    email: 'rui@acme.example',
    timeZone: 'America/New_York',
    token: 'rui-token',
  },
  {
    accountId: '5b109f2e9729b51b54dc274d',
    displayName: 'Hana Hidden',
    email: 'hana@acme.example',
    emailVisible: false,
    timeZone: 'Asia/Tokyo',
    token: 'hana-token',
  },
];

export function accountOf(seed: AccountSeed): Account {
  return {
    emailVisible: true,
    admin: false,
    active: true,
    timeZone: 'Etc/UTC',
    locale: 'en_US',
    accountType: 'atlassian',
    token: `${seed.accountId}-token`,
    ...seed,
  };
}

export const projectSeeds: readonly ProjectSeed[] = [
  { key: 'ACME', name: 'Acme Webshop', description: 'The shop that customers see.' },
  { key: 'OPS', name: 'Operations', description: 'Servers and everything under them.', issueTypes: ['Task', 'Bug', 'Sub-task'] },
];

export const issueTypes: readonly IssueTypeRow[] = [
  { id: '10000', name: 'Epic', description: 'A big piece of work.', subtask: false, level: 1 },
  { id: '10001', name: 'Story', description: 'What a user wants.', subtask: false, level: 0 },
  { id: '10002', name: 'Task', description: 'A small piece of work.', subtask: false, level: 0 },
  { id: '10003', name: 'Sub-task', description: 'A part of another issue.', subtask: true, level: -1 },
  { id: '10004', name: 'Bug', description: 'A problem or error.', subtask: false, level: 0 },
];

export const statuses: readonly StatusRow[] = [
  { id: '10000', name: 'To Do', category: 'new' },
  { id: '3', name: 'In Progress', category: 'indeterminate' },
  { id: '10001', name: 'Done', category: 'done' },
];

export const transitions: readonly TransitionRow[] = [
  { id: '11', name: 'To Do', from: [], to: '10000', required: [] },
  { id: '21', name: 'In Progress', from: ['10000', '10001'], to: '3', required: [] },
  { id: '31', name: 'Done', from: ['10000', '3'], to: '10001', required: ['resolution'] },
];

export const priorities: readonly NamedRow[] = [
  { id: '1', name: 'Highest', description: 'This problem will block progress.' },
  { id: '2', name: 'High', description: 'Serious problem that could block progress.' },
  { id: '3', name: 'Medium', description: 'Has the potential to affect progress.' },
  { id: '4', name: 'Low', description: 'Minor problem or easily worked around.' },
  { id: '5', name: 'Lowest', description: 'Trivial problem with little or no impact.' },
];

export const resolutions: readonly NamedRow[] = [
  { id: '10000', name: 'Done', description: 'Work has been completed on this issue.' },
  { id: '10001', name: "Won't Do", description: 'This issue will not be actioned.' },
];

export const groups = ['jira-administrators', 'jira-users'] as const;
export const roles = ['Administrators', 'Member', 'atlassian-addons-project-access'] as const;
