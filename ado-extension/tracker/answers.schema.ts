/** Shapes of Azure DevOps' answers, as far as they are read (https://learn.microsoft.com/rest/api/azure/devops/). */
import * as z from 'zod';

/** Identities are objects since 5.0; some answers of older servers still say `Name <mail>`. */
export const identitySchema = z.union([
  z.object({ id: z.string(), displayName: z.string(), uniqueName: z.string().optional() }),
  z.string().transform((text) => ({ id: text, displayName: text.replace(/ *<[^>]*>$/, ''), uniqueName: /<([^>]*)>$/.exec(text)?.[1] })),
]);
export type Identity = z.infer<typeof identitySchema>;

export const connectionDataSchema = z.object({
  instanceId: z.string(),
  deploymentType: z.string().optional(),
  authenticatedUser: z.object({
    id: z.string(),
    providerDisplayName: z.string().optional(),
    customDisplayName: z.string().optional(),
    properties: z.object({ Account: z.object({ $value: z.string() }).optional() }).optional(),
  }),
});

/** Rows of `OPTIONS {org}/_apis/{area}`. */
export const locationsSchema = z.object({
  value: z.array(z.object({ area: z.string(), resourceName: z.string(), maxVersion: z.string(), resourceVersion: z.number() })),
});

export const projectSchema = z.object({ id: z.string(), name: z.string(), state: z.string().optional() });
export const projectsSchema = z.object({ value: z.array(projectSchema) });

export const rootNodesSchema = z.object({ value: z.array(z.object({ identifier: z.string(), structureType: z.string() })) });
export const permissionsSchema = z.object({ value: z.array(z.boolean()) });

export const workItemTypesSchema = z.object({
  value: z.array(
    z.object({
      name: z.string(),
      referenceName: z.string().optional(),
      isDisabled: z.boolean().optional(),
      fieldInstances: z.array(z.object({ referenceName: z.string() })).optional(),
      fields: z.array(z.object({ referenceName: z.string() })).optional(),
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
    .object({
      name: z.string().optional(),
      comment: z.string().optional(),
      resourceSize: z.number().optional(),
      resourceCreatedDate: z.string().optional(),
      authorizedDate: z.string().optional(),
    })
    .default({}),
});
export type Relation = z.infer<typeof relationSchema>;

const fieldsSchema = z.looseObject({
  'System.TeamProject': z.string(),
  'System.WorkItemType': z.string(),
  'System.Title': z.string().default(''),
  'System.State': z.string().default(''),
  'System.CreatedDate': z.string(),
  'System.ChangedDate': z.string(),
  'System.Description': z.string().optional(),
  'Microsoft.VSTS.TCM.ReproSteps': z.string().optional(),
  'Microsoft.VSTS.Common.Priority': z.number().optional(),
  'System.Tags': z.string().optional(),
  'System.CreatedBy': identitySchema.optional(),
  'System.AssignedTo': identitySchema.optional(),
});

export const workItemSchema = z.object({
  id: z.number(),
  rev: z.number(),
  fields: fieldsSchema,
  relations: z.array(relationSchema).nullish(),
  multilineFieldsFormat: z.record(z.string(), z.string()).optional(),
  _links: z.object({ html: z.object({ href: z.string() }).optional() }).optional(),
});
export type WorkItem = z.infer<typeof workItemSchema>;

/** Where a work item stands and what it is: enough to write to it. */
export const placeSchema = z.object({
  id: z.number(),
  rev: z.number(),
  fields: z.object({ 'System.TeamProject': z.string(), 'System.WorkItemType': z.string() }),
});

export const writtenWorkItemSchema = z.object({ id: z.number(), rev: z.number() });
export const relationsOnlySchema = z.object({ id: z.number(), rev: z.number(), relations: z.array(relationSchema).nullish() });
export const relationsBatchSchema = z.object({ value: z.array(relationsOnlySchema.nullable()) });

export const commentSchema = z.object({
  id: z.number(),
  text: z.string().default(''),
  renderedText: z.string().optional(),
  format: z.string().optional(),
  createdBy: identitySchema.optional(),
  createdDate: z.string(),
  modifiedDate: z.string().optional(),
  isDeleted: z.boolean().optional(),
});
export type Comment = z.infer<typeof commentSchema>;
export const commentsSchema = z.object({ comments: z.array(commentSchema), continuationToken: z.string().nullish() });
export const writtenCommentSchema = z.object({ id: z.number() });

export const attachmentReferenceSchema = z.object({ id: z.string(), url: z.string() });
export const queryResultSchema = z.object({ workItems: z.array(z.object({ id: z.number() })).default([]) });

export const revisionsSchema = z.object({
  values: z.array(z.object({ id: z.number(), rev: z.number() })),
  nextLink: z.string().nullish(),
  continuationToken: z.string().nullish(),
  isLastBatch: z.boolean(),
});

export const resourceAreaSchema = z.object({ locationUrl: z.string() }).nullable();
export const identitiesSchema = z.object({
  value: z.array(
    z.object({
      id: z.string(),
      providerDisplayName: z.string().optional(),
      customDisplayName: z.string().optional(),
      isActive: z.boolean().optional(),
    }),
  ),
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
