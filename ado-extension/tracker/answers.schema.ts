/** Shapes of Azure DevOps' answers, as far as they are read (https://learn.microsoft.com/rest/api/azure/devops/). */
import * as z from 'zod';

/** Null and left out are the same. */
const text = z
  .string()
  .nullish()
  .transform((value) => value ?? undefined);
const time = z.string().refine((value) => Number.isFinite(Date.parse(value)), 'is no time');

/**
 * Identities are objects since 5.0; some answers of older servers still say `Name <mail>`. Who was deleted, or came with an import,
 * may have no id; whoever cannot be told at all is nobody, and the work item is read all the same.
 */
export const identitySchema = z
  .union([
    z.object({ id: text, displayName: text, uniqueName: text }),
    z
      .string()
      .transform((named) => ({ id: named, displayName: named.replace(/ *<[^>]*>$/, ''), uniqueName: /<([^>]*)>$/.exec(named)?.[1] })),
  ])
  .nullish()
  .catch(null)
  .transform((given) => {
    const id = given?.id ?? given?.uniqueName ?? given?.displayName ?? '';
    return id === '' ? null : { id, displayName: given?.displayName ?? given?.uniqueName ?? id, uniqueName: given?.uniqueName };
  });
export type Identity = z.infer<typeof identitySchema>;

export const connectionDataSchema = z.object({
  instanceId: z.string(),
  deploymentType: text,
  authenticatedUser: z.object({
    id: z.string(),
    providerDisplayName: text,
    customDisplayName: text,
    properties: z
      .object({ Account: z.object({ $value: z.string() }).nullish() })
      .nullish()
      .catch(null),
  }),
});

/** Rows of `OPTIONS {org}/_apis/{area}`. */
export const locationsSchema = z.object({
  value: z.array(z.object({ area: z.string(), resourceName: z.string(), maxVersion: z.string(), resourceVersion: z.number() })),
});

/** A row of a list that cannot be read is null: one of them does not hide the others. */
const rows = <Row extends z.ZodType>(row: Row) => z.array(row.nullable().catch(null));

export const projectSchema = z.object({ id: z.string(), name: z.string(), state: text });
export const projectsSchema = z.object({ value: rows(projectSchema) });

export const rootNodesSchema = z.object({ value: z.array(z.object({ identifier: z.string(), structureType: z.string() })) });
export const permissionsSchema = z.object({ value: z.array(z.boolean()) });

export const workItemTypesSchema = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      referenceName: text,
      isDisabled: z.boolean().nullish(),
      fieldInstances: z.array(z.object({ referenceName: z.string() })).nullish(),
      fields: z.array(z.object({ referenceName: z.string() })).nullish(),
    }),
  ),
});
export const categoriesSchema = z.object({
  value: z.array(z.object({ referenceName: z.string(), workItemTypes: z.array(z.object({ name: z.string() })).default([]) })),
});

export const relationSchema = z.object({
  rel: z.string(),
  url: z.string(),
  attributes: z
    .unknown()
    .transform((value) => value ?? {})
    .pipe(
      z.object({
        name: text,
        comment: text,
        resourceSize: z.number().nullish(),
        resourceCreatedDate: time.nullish(),
        authorizedDate: time.nullish(),
      }),
    ),
});
export type Relation = z.infer<typeof relationSchema>;

/** The host leaves out what is empty; whatever passes its answers on may say null instead. */
const withoutNulls = z
  .record(z.string(), z.unknown())
  .transform((fields) => Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== null)));

const fieldsSchema = withoutNulls.pipe(
  z.looseObject({
    'System.TeamProject': z.string(),
    'System.WorkItemType': z.string(),
    'System.Title': z.string().default(''),
    'System.State': z.string().default(''),
    'System.CreatedDate': time,
    'System.ChangedDate': time,
    'System.Description': z.string().optional(),
    'Microsoft.VSTS.TCM.ReproSteps': z.string().optional(),
    'Microsoft.VSTS.Common.Priority': z.union([z.number(), z.string()]).optional(),
    'System.Tags': z.string().optional(),
    'System.CreatedBy': identitySchema.optional(),
    'System.AssignedTo': identitySchema.optional(),
  }),
);

export const workItemSchema = z.object({
  id: z.int(),
  rev: z.int(),
  fields: fieldsSchema,
  relations: z.array(relationSchema).nullish(),
  multilineFieldsFormat: z.record(z.string(), z.string()).nullish(),
  _links: z.object({ html: z.object({ href: z.string() }).nullish() }).nullish(),
});
export type WorkItem = z.infer<typeof workItemSchema>;

/** Where a work item stands and what it is: enough to write to it. */
export const placeSchema = z.object({
  id: z.number(),
  rev: z.number(),
  fields: z.object({ 'System.TeamProject': z.string(), 'System.WorkItemType': z.string() }),
  multilineFieldsFormat: z.record(z.string(), z.string()).optional(),
});

export const writtenWorkItemSchema = z.object({ id: z.int(), rev: z.int() });
export const relationsOnlySchema = z.object({ id: z.number(), rev: z.number(), relations: z.array(relationSchema).nullish() });
export const relationsBatchSchema = z.object({ value: z.array(relationsOnlySchema.nullable()) });

/** The vendor's examples call a comment's number `commentId`, its descriptions and hosts `id`. */
const numbered = z
  .looseObject({ id: z.int().nullish(), commentId: z.int().nullish() })
  .transform(({ commentId, ...comment }) => ({ ...comment, id: comment.id ?? commentId }));

const commentMembers = z.object({
  id: z.int(),
  text: text.transform((value) => value ?? ''),
  renderedText: text,
  format: text,
  createdBy: identitySchema.optional(),
  createdDate: time,
  modifiedDate: time.nullish(),
  isDeleted: z.boolean().nullish(),
});
export const commentSchema = numbered.pipe(commentMembers);
export type Comment = z.infer<typeof commentSchema>;
export const commentsSchema = z.object({ comments: z.array(commentSchema), continuationToken: z.string().nullish() });
export const writtenCommentSchema = numbered.pipe(z.object({ id: z.int() }));

export const attachmentReferenceSchema = z.object({ id: z.string(), url: z.string() });
export const queryResultSchema = z.object({ workItems: z.array(z.object({ id: z.int() })).default([]) });

export const revisionsSchema = z.object({
  values: rows(
    z.object({
      id: z.int(),
      rev: z.int().nullable().catch(null),
      fields: z
        .object({ 'System.IsDeleted': z.boolean().nullish().catch(null) })
        .nullish()
        .catch(null),
    }),
  ),
  nextLink: z.string().nullish(),
  continuationToken: z.string().nullish(),
  isLastBatch: z.boolean(),
});

export const resourceAreaSchema = z.object({ locationUrl: z.string() }).nullable();
const propertySchema = z.object({ $value: z.string() }).optional().catch(undefined);
/** An identity that is not known is null in the list. */
export const identityMailsSchema = z.object({
  value: rows(z.object({ properties: z.object({ Mail: propertySchema, Account: propertySchema }).nullish() })),
});
export const identitiesSchema = z.object({
  value: rows(z.object({ id: z.string(), providerDisplayName: text, customDisplayName: text, isActive: z.boolean().nullish() })),
});

/** https://learn.microsoft.com/azure/devops/integrate/how-to/call-rest-api: `message`, with the rule that failed in `customProperties`. */
export const errorSchema = z.object({
  message: z.string().default(''),
  typeKey: z.string().optional(),
  customProperties: z
    .object({
      RuleValidationErrors: z
        .array(z.object({ fieldReferenceName: z.string().optional(), errorMessage: z.string().optional() }))
        .optional(),
    })
    .optional(),
});

/** What `fetch` throws: the reason stands in `cause`. */
export const thrownSchema = z
  .object({ message: z.string().catch('no answer'), cause: z.object({ code: z.string().catch('') }).catch({ code: '' }) })
  .catch({ message: 'no answer', cause: { code: '' } });
