/**
 * The parts of manifest.yml that the platform acts on. https://developer.atlassian.com/platform/forge/manifest-reference/
 * Whether the manifest is valid is for the vendor's validators; here only what is read is checked.
 */
import { readFileSync } from 'node:fs';
import { load } from 'js-yaml';
import * as z from 'zod';

const indexSchema = z.union([
  z.string().transform((name) => ({ name, partition: [] as string[], range: [name] })),
  z.object({ name: z.string(), partition: z.array(z.string()).default([]), range: z.array(z.string()).default([]) }),
]);

const entitySchema = z.object({
  name: z.string(),
  attributes: z.record(z.string(), z.object({ type: z.enum(['string', 'integer', 'float', 'boolean', 'any']) })),
  indexes: z.array(indexSchema).default([]),
});
export type EntityDeclaration = z.infer<typeof entitySchema>;

const egressAddress = z.union([z.string(), z.looseObject({ address: z.string() }).transform((one) => one.address)]);
const resolverOf = z.object({ function: z.string() }).optional();

const adminPageSchema = z.looseObject({
  key: z.string(),
  title: z.string(),
  resource: z.string(),
  resolver: resolverOf,
  pages: z.array(z.looseObject({ title: z.string(), route: z.string() })).default([]),
  useAsConfig: z.boolean().default(false),
  useAsGetStarted: z.boolean().default(false),
});
export type AdminPageModule = z.infer<typeof adminPageSchema>;

const issuePanelSchema = z.looseObject({ key: z.string(), title: z.string(), resource: z.string(), resolver: resolverOf });
export type IssuePanelModule = z.infer<typeof issuePanelSchema>;

const functionSchema = z.looseObject({ key: z.string(), handler: z.string(), timeoutSeconds: z.number().optional() });
const triggerSchema = z.looseObject({
  key: z.string(),
  function: z.string(),
  events: z.array(z.string()),
  filter: z.looseObject({ ignoreSelf: z.boolean().default(false) }).optional(),
});
const queueConsumer = z.looseObject({
  key: z.string(),
  queue: z.string(),
  function: z.string().optional(),
  resolver: z.looseObject({ function: z.string() }).optional(),
});
const webTriggerSchema = z.looseObject({
  key: z.string(),
  function: z.string(),
  urlFormat: z.enum(['v1', 'v2']).default('v1'),
  response: z
    .looseObject({
      type: z.enum(['static', 'dynamic']),
      outputs: z
        .array(z.looseObject({ key: z.string(), statusCode: z.number(), contentType: z.string().optional(), body: z.string().optional() }))
        .default([]),
    })
    .optional(),
});
const scheduledSchema = z.looseObject({
  key: z.string(),
  function: z.string(),
  interval: z.enum(['fiveMinute', 'hour', 'day', 'week']).optional(),
});

const manifestSchema = z.looseObject({
  app: z.looseObject({
    id: z.string(),
    name: z.string().optional(),
    storage: z.object({ entities: z.array(entitySchema).default([]) }).optional(),
  }),
  permissions: z
    .looseObject({
      scopes: z.union([z.array(z.string()), z.record(z.string(), z.unknown()).transform((scopes) => Object.keys(scopes))]).default([]),
      external: z
        .looseObject({
          configurable: z.looseObject({ enabled: z.boolean() }).optional(),
          fetch: z.looseObject({ backend: z.array(egressAddress).default([]), client: z.array(egressAddress).default([]) }).optional(),
        })
        .optional(),
      content: z.looseObject({ styles: z.array(z.string()).default([]), scripts: z.array(z.string()).default([]) }).optional(),
    })
    .default({ scopes: [] }),
  modules: z.looseObject({
    'jira:adminPage': z.array(adminPageSchema).default([]),
    'jira:issuePanel': z.array(issuePanelSchema).default([]),
    webtrigger: z.array(webTriggerSchema).default([]),
    trigger: z.array(triggerSchema).default([]),
    scheduledTrigger: z.array(scheduledSchema).default([]),
    consumer: z.array(queueConsumer).default([]),
    function: z.array(functionSchema).default([]),
  }),
  resources: z.array(z.looseObject({ key: z.string(), path: z.string() })).default([]),
});

export interface Manifest {
  readonly appId: string;
  readonly appName: string;
  readonly scopes: readonly string[];
  readonly entities: readonly EntityDeclaration[];
  readonly egress: { readonly backend: readonly string[]; readonly configurable: boolean };
  readonly content: { readonly styles: readonly string[]; readonly scripts: readonly string[] };
  readonly adminPages: readonly AdminPageModule[];
  readonly issuePanels: readonly IssuePanelModule[];
  readonly webTriggers: readonly z.infer<typeof webTriggerSchema>[];
  readonly triggers: readonly z.infer<typeof triggerSchema>[];
  readonly scheduled: readonly z.infer<typeof scheduledSchema>[];
  readonly consumers: readonly { readonly key: string; readonly queue: string; readonly function: string }[];
  readonly functions: readonly z.infer<typeof functionSchema>[];
  readonly resources: readonly { readonly key: string; readonly path: string }[];
}

/** @throws where the file is missing, is no YAML, or lacks what the platform needs. */
export function readManifest(path: string): Manifest {
  const manifest = manifestSchema.parse(load(readFileSync(path, 'utf8')));
  const { modules, permissions } = manifest;
  const main = modules['jira:adminPage'].find((page) => !page.useAsConfig && !page.useAsGetStarted);
  return {
    appId: manifest.app.id.split('/').at(-1) ?? manifest.app.id,
    appName: manifest.app.name ?? main?.title ?? 'App',
    scopes: permissions.scopes,
    entities: manifest.app.storage?.entities ?? [],
    egress: { backend: permissions.external?.fetch?.backend ?? [], configurable: permissions.external?.configurable?.enabled ?? false },
    content: { styles: permissions.content?.styles ?? [], scripts: permissions.content?.scripts ?? [] },
    adminPages: modules['jira:adminPage'],
    issuePanels: modules['jira:issuePanel'],
    webTriggers: modules.webtrigger,
    triggers: modules.trigger,
    scheduled: modules.scheduledTrigger,
    consumers: modules.consumer.map((consumer) => ({
      key: consumer.key,
      queue: consumer.queue,
      function: consumer.function ?? consumer.resolver?.function ?? '',
    })),
    functions: modules.function,
    resources: manifest.resources,
  };
}
