/** What the work item pages' script is told by the server. */
import * as z from 'zod/mini';

export const workItemsContextSchema = z.object({
  /** `/contoso`, or `/tfs/Contoso` in a virtual directory. */
  organizationPath: z.string(),
  project: z.string(),
  account: z.string(),
  /** Null: the list, or the form for a new one. */
  id: z.nullable(z.number()),
  create: z.boolean(),
});

export type WorkItemsContext = z.infer<typeof workItemsContextSchema>;
