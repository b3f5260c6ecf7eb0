/** The Agile and Basic processes of the host: their types, states and the fields each type has. */
import type { Project } from './types.ts';

export interface State {
  readonly name: string;
  readonly color: string;
  readonly category: 'Proposed' | 'InProgress' | 'Resolved' | 'Completed' | 'Removed';
}

export interface WorkItemType {
  readonly name: string;
  readonly referenceName: string;
  readonly description: string;
  readonly color: string;
  readonly icon: string;
  readonly category: string;
  readonly states: readonly State[];
  readonly fields: readonly string[];
}

const proposed = (name: string): State => ({ name, color: 'b2b2b2', category: 'Proposed' });
const active = (name: string): State => ({ name, color: '007acc', category: 'InProgress' });
const resolved: State = { name: 'Resolved', color: 'ff9d00', category: 'Resolved' };
const closed = (name: string): State => ({ name, color: '339933', category: 'Completed' });
const removed: State = { name: 'Removed', color: 'ffffff', category: 'Removed' };

const full = [proposed('New'), active('Active'), resolved, closed('Closed'), removed];
const basic = [proposed('To Do'), active('Doing'), closed('Done')];

const common = [
  'System.Id',
  'System.Rev',
  'System.AreaPath',
  'System.AreaId',
  'System.NodeName',
  'System.TeamProject',
  'System.IterationPath',
  'System.IterationId',
  'System.WorkItemType',
  'System.State',
  'System.Reason',
  'System.AssignedTo',
  'System.CreatedDate',
  'System.CreatedBy',
  'System.ChangedDate',
  'System.ChangedBy',
  'System.AuthorizedDate',
  'System.RevisedDate',
  'System.Watermark',
  'System.CommentCount',
  'System.AttachedFileCount',
  'System.HyperLinkCount',
  'System.RelatedLinkCount',
  'System.IsDeleted',
  'System.Title',
  'System.Description',
  'System.History',
  'System.Tags',
  'System.Parent',
  'Microsoft.VSTS.Common.StateChangeDate',
  'Microsoft.VSTS.Common.Priority',
];
const planned = ['Microsoft.VSTS.Common.ValueArea', 'Microsoft.VSTS.Common.AcceptanceCriteria', 'Microsoft.VSTS.Scheduling.StoryPoints'];
const worked = ['Microsoft.VSTS.Common.Activity', 'Microsoft.VSTS.Scheduling.RemainingWork'];
const defect = [
  'Microsoft.VSTS.Common.Severity',
  'Microsoft.VSTS.TCM.ReproSteps',
  'Microsoft.VSTS.TCM.SystemInfo',
  'Microsoft.VSTS.Scheduling.StoryPoints',
];

function type(
  name: string,
  look: readonly [color: string, icon: string],
  category: string,
  states: readonly State[],
  extra: readonly string[],
): WorkItemType {
  return {
    name,
    referenceName: 'Microsoft.VSTS.WorkItemTypes.' + name.replaceAll(' ', ''),
    description: '',
    color: look[0],
    icon: look[1],
    category: `Microsoft.${category}Category`,
    states,
    // A review has none: https://learn.microsoft.com/azure/devops/boards/queries/planning-ranking-priorities
    fields: [...(category === 'Hidden' ? common.filter((field) => field !== 'Microsoft.VSTS.Common.Priority') : common), ...extra],
  };
}

const processes: Readonly<Record<Project['process'], readonly WorkItemType[]>> = {
  Agile: [
    type('Bug', ['CC293D', 'icon_insect'], 'Bug', [proposed('New'), active('Active'), resolved, closed('Closed')], defect),
    type('Code Review Request', ['FF9D00', 'icon_code_review'], 'Hidden', [active('Requested'), closed('Closed')], []),
    type('Epic', ['FF7B00', 'icon_crown'], 'Epic', full, planned),
    type('Feature', ['773B93', 'icon_trophy'], 'Feature', full, planned),
    type('Issue', ['B4009E', 'icon_traffic_cone'], 'Issue', [active('Active'), closed('Closed')], []),
    type('Task', ['F2CB1D', 'icon_clipboard'], 'Task', [proposed('New'), active('Active'), closed('Closed'), removed], worked),
    type('User Story', ['009CCC', 'icon_book'], 'Requirement', full, planned),
  ],
  Basic: [
    type('Code Review Request', ['FF9D00', 'icon_code_review'], 'Hidden', [active('Requested'), closed('Closed')], []),
    type('Epic', ['E06C00', 'icon_crown'], 'Epic', basic, []),
    type('Issue', ['B4009E', 'icon_check_box'], 'Requirement', basic, []),
    type('Task', ['A4880A', 'icon_clipboard'], 'Task', basic, worked),
  ],
};

/** Of every process. */
export const processTypes: readonly WorkItemType[] = Object.values(processes).flat();

export const typesOf = (project: Project): readonly WorkItemType[] => processes[project.process];

export function findType(project: Project, name: string): WorkItemType | null {
  const wanted = name.toLowerCase();
  return (
    typesOf(project).find((candidate) => candidate.name.toLowerCase() === wanted || candidate.referenceName.toLowerCase() === wanted) ??
    null
  );
}

export const startState = (of: WorkItemType): string => of.states[0]?.name ?? 'New';

/** Values that a field is limited to, for a type; null where anything goes. */
export function allowedValues(of: WorkItemType, field: string): readonly string[] | null {
  switch (field) {
    case 'System.State':
      return of.states.map((state) => state.name);
    case 'Microsoft.VSTS.Common.Priority':
      return ['1', '2', '3', '4'];
    case 'Microsoft.VSTS.Common.Severity':
      return ['1 - Critical', '2 - High', '3 - Medium', '4 - Low'];
    case 'Microsoft.VSTS.Common.ValueArea':
      return ['Architectural', 'Business'];
    default:
      return null;
  }
}

export function defaultValue(of: WorkItemType, field: string): string | number | null {
  switch (field) {
    case 'System.State':
      return startState(of);
    case 'Microsoft.VSTS.Common.Priority':
      return 2;
    case 'Microsoft.VSTS.Common.Severity':
      return '3 - Medium';
    case 'Microsoft.VSTS.Common.ValueArea':
      return 'Business';
    default:
      return null;
  }
}
