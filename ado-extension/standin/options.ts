/** What a caller may choose; everything has a default that is enough for `npm start`. */

/** What a person may do in a project. Administrators of an organization may do everything in all of its projects. */
export type Role = 'administrator' | 'contributor' | 'reader' | 'none';

export interface UserOptions {
  /** Short handle, unique in the organization: what `?account=` and `token()` take. */
  readonly account: string;
  readonly displayName: string;
  /** Null: a directory user without a mailbox. */
  readonly email: string | null;
  /** In every project that `projects` does not name; `administrator` makes a Project Collection Administrator. */
  readonly role: Role;
  readonly projects?: Readonly<Record<string, Role>>;
  /** May view, edit and delete service hooks subscriptions without being an administrator. */
  readonly manageHooks?: boolean;
  /** What the user chose as language, as the page context gives it; `en-US` by default. */
  readonly culture?: string;
  /** Holds "Bypass rules on work item updates". */
  readonly bypassRules?: boolean;
}

export interface ProjectOptions {
  readonly name: string;
  readonly description?: string;
  readonly process?: 'Agile' | 'Basic';
  /** Area paths below the project's root, `\` between levels. */
  readonly areas?: readonly string[];
}

export interface OrganizationOptions {
  readonly name: string;
  readonly users?: readonly UserOptions[];
  readonly projects?: readonly ProjectOptions[];
}

export interface ExtensionOptions {
  /** The root `vss-extension.json`. */
  readonly manifestPath: string;
  /** The directory that the manifest's paths start from; the manifest's own directory by default. */
  readonly root?: string;
}

export interface AzureDevOpsOptions {
  /** 0 (the default): any free port. */
  readonly port?: number;
  readonly organizations?: readonly OrganizationOptions[];
  readonly extension?: ExtensionOptions;
  /** `server`: one collection per organization, API 7.0 at most where `apiVersion` says so, and a frame with origin `null`. */
  readonly flavour?: 'services' | 'server';
  /** A Server's virtual directory, as `tfs` of `https://host/tfs/{Collection}`; none by default. */
  readonly directory?: string;
  /** The newest released REST version that this host knows. */
  readonly apiVersion?: '7.0' | '7.1';
  /** Extension documents survive a restart in this JSON file. */
  readonly dataFile?: string;
  /** Milliseconds since 1970; a test's own clock. */
  readonly now?: () => number;
}

export const defaultUsers: readonly UserOptions[] = [
  { account: 'ada', displayName: 'Ada Admin', email: 'ada@{org}.example', role: 'administrator' },
  {
    account: 'entente',
    displayName: 'Entente Service',
    email: 'entente@{org}.example',
    role: 'contributor',
    projects: { Vault: 'reader' },
    manageHooks: true,
  },
  { account: 'mel', displayName: 'Mel Member', email: 'mel@{org}.example', role: 'contributor', projects: { Vault: 'none' } },
  { account: 'rea', displayName: 'Rea Reader', email: 'rea@{org}.example', role: 'reader' },
  { account: 'nora', displayName: 'Nora Nomail', email: null, role: 'contributor', projects: { Vault: 'none' } },
];

/** Two organizations with a project name in common: whoever mixes tenants up is found out. `Vault` takes no new items from others than administrators. */
export const defaultOrganizations: readonly OrganizationOptions[] = [
  {
    name: 'contoso',
    projects: [
      { name: 'Fabrikam', process: 'Agile', description: 'Fabrikam web shop', areas: ['Shop', 'Shop\\Checkout'] },
      { name: 'Tailspin', process: 'Basic', description: 'Tailspin toys' },
      { name: 'Vault', process: 'Basic', description: 'Read-only records' },
    ],
  },
  {
    name: 'northwind',
    projects: [
      { name: 'Fabrikam', process: 'Basic', description: 'Another Fabrikam' },
      { name: 'Adventure Works', process: 'Agile', description: 'A name with a space' },
      { name: 'Vault', process: 'Basic', description: 'Read-only records' },
    ],
  },
];
