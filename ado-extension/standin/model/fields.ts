/** The field catalogue of an organization: the part of the host's that the two modelled processes use. */

import type { FieldValue, Fields } from './types.ts';

export type FieldType =
  | 'string'
  | 'integer'
  | 'dateTime'
  | 'plainText'
  | 'html'
  | 'treePath'
  | 'history'
  | 'double'
  | 'boolean'
  | 'identity';

export interface Field {
  readonly name: string;
  readonly type: FieldType;
  /** Never settable through a patch, whatever the permission. */
  readonly computed?: boolean;
  /** Settable only with bypassRules. */
  readonly frozen?: boolean;
  /** Left out of a work item's fields unless everything is asked for. */
  readonly hidden?: boolean;
  readonly maxLength?: number;
}

const computed = { computed: true } as const;
const hidden = { computed: true, hidden: true } as const;
const frozen = { frozen: true } as const;

export const fields: Readonly<Record<string, Field>> = {
  'System.Id': { name: 'ID', type: 'integer', ...hidden },
  'System.Rev': { name: 'Rev', type: 'integer', ...hidden },
  'System.AreaPath': { name: 'Area Path', type: 'treePath' },
  'System.AreaId': { name: 'Area ID', type: 'integer', ...hidden },
  'System.NodeName': { name: 'Node Name', type: 'string', ...hidden },
  'System.TeamProject': { name: 'Team Project', type: 'string', ...frozen },
  'System.IterationPath': { name: 'Iteration Path', type: 'treePath' },
  'System.IterationId': { name: 'Iteration ID', type: 'integer', ...hidden },
  'System.WorkItemType': { name: 'Work Item Type', type: 'string', ...frozen },
  'System.State': { name: 'State', type: 'string' },
  'System.Reason': { name: 'Reason', type: 'string' },
  'System.AssignedTo': { name: 'Assigned To', type: 'identity' },
  'System.CreatedDate': { name: 'Created Date', type: 'dateTime', ...frozen },
  'System.CreatedBy': { name: 'Created By', type: 'identity', ...frozen },
  'System.ChangedDate': { name: 'Changed Date', type: 'dateTime', ...frozen },
  'System.ChangedBy': { name: 'Changed By', type: 'identity', ...frozen },
  'System.AuthorizedDate': { name: 'Authorized Date', type: 'dateTime', ...hidden },
  'System.RevisedDate': { name: 'Revised Date', type: 'dateTime', ...hidden },
  'System.Watermark': { name: 'Watermark', type: 'integer', ...hidden },
  'System.CommentCount': { name: 'Comment Count', type: 'integer', ...computed },
  'System.AttachedFileCount': { name: 'Attached File Count', type: 'integer', ...hidden },
  'System.HyperLinkCount': { name: 'Hyperlink Count', type: 'integer', ...hidden },
  'System.RelatedLinkCount': { name: 'Related Link Count', type: 'integer', ...hidden },
  'System.IsDeleted': { name: 'Is Deleted', type: 'boolean', ...hidden },
  'System.Title': { name: 'Title', type: 'string', maxLength: 255 },
  'System.Description': { name: 'Description', type: 'html' },
  'System.History': { name: 'History', type: 'history' },
  'System.Tags': { name: 'Tags', type: 'plainText' },
  'System.Parent': { name: 'Parent', type: 'integer', ...computed },
  'Microsoft.VSTS.Common.StateChangeDate': { name: 'State Change Date', type: 'dateTime', ...frozen },
  'Microsoft.VSTS.Common.Priority': { name: 'Priority', type: 'integer' },
  'Microsoft.VSTS.Common.Severity': { name: 'Severity', type: 'string' },
  'Microsoft.VSTS.Common.ValueArea': { name: 'Value Area', type: 'string' },
  'Microsoft.VSTS.Common.AcceptanceCriteria': { name: 'Acceptance Criteria', type: 'html' },
  'Microsoft.VSTS.Common.Activity': { name: 'Activity', type: 'string' },
  'Microsoft.VSTS.Scheduling.StoryPoints': { name: 'Story Points', type: 'double' },
  'Microsoft.VSTS.Scheduling.RemainingWork': { name: 'Remaining Work', type: 'double' },
  'Microsoft.VSTS.TCM.ReproSteps': { name: 'Repro Steps', type: 'html' },
  'Microsoft.VSTS.TCM.SystemInfo': { name: 'System Info', type: 'html' },
};

/** By reference name or friendly name, in any case of letters. */
export function findField(name: string): string | null {
  const wanted = name.toLowerCase();
  for (const [reference, field] of Object.entries(fields)) {
    if (reference.toLowerCase() === wanted || field.name.toLowerCase() === wanted) return reference;
  }
  return null;
}

export function fieldOf(reference: string): Field {
  const field = fields[reference];
  if (field === undefined) throw new Error(`no field ${reference}`);
  return field;
}

/** A field that holds text, as text: '' where it is empty, an identity's id for a person. */
export function textField(of: Fields, reference: string): string {
  const value: FieldValue | undefined = of[reference];
  if (value === undefined) return '';
  return typeof value === 'object' ? value.identity : String(value);
}
