/** What both Jiras tell of a system field besides its name and type: how JQL calls it, and where it can be put. */

export interface FieldFacts {
  readonly orderable: boolean;
  readonly navigable: boolean;
  readonly searchable: boolean;
  readonly clauseNames: readonly string[];
}

/** On no screen: Jira sets them itself. */
const fixed = new Set([
  'project',
  'status',
  'resolutiondate',
  'creator',
  'created',
  'updated',
  'subtasks',
  'parent',
  'statuscategorychangedate',
]);
const unsearchable = new Set(['subtasks', 'parent']);
const otherNames: { readonly [field: string]: readonly string[] } = {
  issuetype: ['issuetype', 'type'],
  resolutiondate: ['resolutiondate', 'resolved'],
  created: ['created', 'createdDate'],
  updated: ['updated', 'updatedDate'],
  duedate: ['due', 'duedate'],
  subtasks: [],
  attachment: ['attachments'],
  statuscategorychangedate: ['statusCategoryChangedDate'],
};

export const factsOf = (field: string): FieldFacts => ({
  orderable: !fixed.has(field),
  navigable: field !== 'comment' && field !== 'attachment',
  searchable: !unsearchable.has(field),
  clauseNames: otherNames[field] ?? [field],
});

/** A document of ADF is a text to whoever asks what a field holds. */
export const schemaOf = (type: string, system: string, items: string | undefined) => ({
  type: type === 'doc' ? 'string' : type,
  ...(items === undefined ? {} : { items }),
  system,
});
