/** What the script of a page with an extension's frame is told by the server, as JSON in the page. */
import * as z from 'zod/mini';

const theme = z.record(z.string(), z.string());

export const frameContextSchema = z.object({
  flavour: z.enum(['services', 'server']),
  organization: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  account: z.string(),
  culture: z.string(),
  user: z.object({ id: z.string(), descriptor: z.string(), name: z.string(), displayName: z.string(), imageUrl: z.string() }),
  extension: z.object({ id: z.string(), publisherId: z.string(), extensionId: z.string(), version: z.string(), baseUri: z.string() }),
  hub: z.object({ id: z.string(), name: z.string(), url: z.string() }),
  /** Null: the frame is a hub, not a group on the form of this work item. */
  workItem: z.nullable(z.object({ id: z.number(), project: z.string(), height: z.number() })),
  extensionDataUrl: z.string(),
  themes: z.object({ light: theme, dark: theme }),
});

export type FrameContext = z.infer<typeof frameContextSchema>;
