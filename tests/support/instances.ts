/** One tracker of any of the five kinds, with what tests of every pair ask of each in the same words. */
import type { AzureDevOps, LoggedRequest } from '@entente/ado-extension/standin';
import type { JiraCloud, RecordedRequest } from '@entente/jira-app/standin';
import type { JiraDataCenter } from '@entente/jira-app/standin/data-center';
import type { ScriptWrite, ServiceNow } from '@entente/servicenow-scoped/standin';
import type { AdminApi } from '@entente/wizard/admin-api';
import { azureDevOpsAdmin, jiraAdmin } from './admin-api.ts';
import { azureDevOpsPeople } from './azure-devops-people.ts';
import { changesAzureDevOps, changesJira } from './changes.ts';
import { dataCenterAdmin, dataCenterPeople } from './data-center.ts';
import { jiraPeople } from './jira-people.ts';
import type { People } from './people.ts';
import { serviceNowAdmin, serviceNowPeople } from './servicenow.ts';
import { kindOf } from './writes.ts';

export const hostKinds = ['jira-cloud', 'jira-data-center', 'azure-devops', 'azure-devops-server', 'servicenow'] as const;
export type HostKind = (typeof hostKinds)[number];

/** Keys or names of the projects that every instance has, one for a partner of each kind. */
export const projectFor: Record<HostKind, string> = {
  'jira-cloud': 'CLOUD',
  'jira-data-center': 'CENTER',
  'azure-devops': 'SERVICES',
  'azure-devops-server': 'SERVER',
  servicenow: 'SNOW',
};

export interface TrackerInstance {
  readonly kind: HostKind;
  /** As its node says. */
  readonly nodeType: string;
  /** What its partner is told of the tracker's version, where that is known beforehand. */
  readonly trackerVersion?: string;
  readonly admin: AdminApi;
  readonly people: People;
  /** The account that Entente works as, as `Seen.by` names it. */
  readonly account: string;
  /** How often Entente has asked this tracker anything; inside ServiceNow, has written to it. */
  activity(): number;
  /** What Entente has changed in issues of that project, in words: `POST issue`. */
  writes(project: string): readonly string[];
  /** Nothing that the host itself does is on its way. */
  settle(): Promise<void>;
  /** Entente looks through this tracker's change feed. Absent: the companion's restart does it. */
  sweep?(): Promise<void>;
  /** Lines that the node has logged on the host; the companion has its own log. */
  log(): readonly string[];
}

export function jiraCloudInstance(jira: JiraCloud): TrackerInstance {
  const own = (): readonly RecordedRequest[] => jira.control.requests().filter(({ accountId }) => accountId === jira.appAccountId);
  return {
    kind: 'jira-cloud',
    nodeType: 'JIRA_CLOUD',
    admin: jiraAdmin(jira),
    people: jiraPeople(jira, 'rui@acme.example'),
    account: jira.appAccountId ?? '',
    activity: () => own().length,
    writes: (project) => writesOfJira(own(), (idOrKey) => jira.control.issue(idOrKey)?.projectId === jira.control.project(project)?.id),
    settle: () => jira.control.settle(),
    sweep: () => jira.control.runScheduled(),
    log: () => jira.control.log(),
  };
}

export function dataCenterInstance(jira: JiraDataCenter, companionUrl: string): TrackerInstance {
  const { site } = jira.control;
  const own = (): readonly RecordedRequest[] => jira.control.requests().filter(({ accountId }) => accountId === 'JIRAUSER10001');
  return {
    kind: 'jira-data-center',
    nodeType: 'JIRA_DATA_CENTER',
    admin: dataCenterAdmin(jira, companionUrl),
    people: dataCenterPeople(jira, 'rui'),
    account: 'JIRAUSER10001',
    activity: () => own().length,
    writes: (project) => writesOfJira(own(), (idOrKey) => site.issue(idOrKey)?.projectId === site.project(project)?.id),
    settle: () => jira.control.settle(),
    log: () => [],
  };
}

function writesOfJira(requests: readonly RecordedRequest[], isOfProject: (idOrKey: string) => boolean): readonly string[] {
  return requests
    .filter((request) => changesJira(request) && isOfProject(issueIn(request)))
    .map(({ method, path }) => kindOf(`${method} ${path}`));
}

/** From the path, or from the answer to its creation. */
function issueIn({ path, answer }: RecordedRequest): string {
  const named = /\/issue\/([^/]+)/.exec(path)?.[1];
  const made: unknown = typeof answer === 'object' && answer !== null && 'id' in answer ? answer['id'] : null;
  return named ?? (typeof made === 'string' ? made : '');
}

export interface AzureDevOpsInstanceOptions {
  readonly host: AzureDevOps;
  /** An organisation, or a collection of a Server. */
  readonly organization: string;
  readonly companionUrl: string;
  readonly kind: 'azure-devops' | 'azure-devops-server';
  /** The newest REST version that the host knows. */
  readonly rest?: '7.0' | '7.1';
}

export function azureDevOpsInstance({ host, organization, companionUrl, kind, rest = '7.1' }: AzureDevOpsInstanceOptions): TrackerInstance {
  const own = (): readonly LoggedRequest[] =>
    host.control.requests().filter((one) => one.account === 'entente' && one.organization === organization);
  return {
    kind,
    ...(kind === 'azure-devops'
      ? { nodeType: 'AZURE_DEVOPS' }
      : { nodeType: 'AZURE_DEVOPS_SERVER', trackerVersion: `Server (REST ${rest})` }),
    admin: azureDevOpsAdmin({ azureDevOps: host, companionUrl, organization }),
    people: azureDevOpsPeople(host, organization, 'mel', rest),
    account: host.control.user(organization, 'entente').id,
    activity: () => own().length,
    writes: (project) =>
      own()
        .filter((request) => changesAzureDevOps(request) && isOfProject(host, organization, project, request))
        .map(({ method, path }) => kindOf(`${method} ${path}`)),
    settle: () => host.control.settle(),
    log: () => [],
  };
}

/** By the work item that it names, that it made, or by the project of an upload. */
function isOfProject(host: AzureDevOps, organization: string, name: string, { path, answer }: LoggedRequest): boolean {
  const project = host.control.project(organization, name);
  if (/\/_apis\/wit\/attachments$/i.test(path))
    return decodeURIComponent(path)
      .split('/')
      .some((part) => part === project.id || part === name);
  const named = /\/workitems\/(\d+)/i.exec(path)?.[1];
  const made: unknown = typeof answer === 'object' && answer !== null && 'id' in answer ? answer.id : null;
  return host.control.organization(organization).workItems.get(Number(named ?? made))?.projectId === project.id;
}

export function serviceNowInstance(instance: ServiceNow): TrackerInstance {
  const { control } = instance;
  return {
    kind: 'servicenow',
    nodeType: 'SERVICENOW',
    admin: serviceNowAdmin(instance),
    people: serviceNowPeople(instance),
    account: 'system',
    activity: () => control.scriptWrites().length,
    writes: (project) =>
      control
        .scriptWrites()
        .filter((write) => (control.row('incident', taskOf(write))?.['short_description'] ?? '').startsWith(project))
        .map(({ op, table }) => `${op} ${table}`),
    settle: () => control.settle(),
    sweep: () => control.runScheduled(),
    log: () => control.log(),
  };
}

function taskOf({ table, row }: ScriptWrite): string {
  if (table === 'label_entry') return row['table_key'] ?? '';
  return (table === 'sys_attachment' ? row['table_sys_id'] : row['sys_id']) ?? '';
}
