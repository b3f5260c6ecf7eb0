/**
 * What Forge's own validators let through and `forge deploy`, or the running app, would not.
 *
 * Sources: https://developer.atlassian.com/platform/forge/manifest-reference/ and the pages named below.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const keyed = z.looseObject({ key: z.string(), function: z.string().optional() });
const manifestSchema = z.looseObject({
  modules: z.record(z.string(), z.array(z.looseObject({ key: z.string() }))),
  permissions: z
    .looseObject({ external: z.looseObject({ fetch: z.looseObject({ backend: z.array(z.unknown()) }).optional() }).optional() })
    .optional(),
  remotes: z.array(z.looseObject({ key: z.string(), configurable: z.unknown().optional() })).optional(),
  resources: z.array(z.looseObject({ key: z.string(), path: z.string() })).optional(),
});
type Manifest = z.infer<typeof manifestSchema>;

const documentedEvents: ReadonlySet<string> = new Set([
  // https://developer.atlassian.com/platform/forge/events-reference/jira/
  ...['created', 'updated', 'deleted', 'assigned', 'viewed', 'mentioned', 'commented'].map((what) => `avi:jira:${what}:issue`),
  'avi:jira:deleted:comment',
  'avi:jira:mentioned:comment',
  ...['created', 'deleted'].map((what) => `avi:jira:${what}:attachment`),
  ...['created', 'updated', 'deleted'].map((what) => `avi:jira:${what}:worklog`),
  ...['created', 'deleted'].map((what) => `avi:jira:${what}:issuelink`),
  // https://developer.atlassian.com/platform/forge/events-reference/life-cycle/
  'avi:forge:installed:app',
  'avi:forge:upgraded:app',
]);

/** Functions of these alone may run longer: https://developer.atlassian.com/platform/forge/limits-invocation/ */
const longRunning: ReadonlySet<string> = new Set(['consumer', 'scheduledTrigger']);

export interface Surroundings {
  /** The manifest's folder. */
  readonly root: string;
  /** What the built functions export. */
  readonly exported: readonly string[];
}

/** One sentence for each violation. */
export function violations(parsed: unknown, { root, exported }: Surroundings): readonly string[] {
  const manifest = manifestSchema.safeParse(parsed);
  if (!manifest.success) return [z.prettifyError(manifest.error)];
  return [
    ...unknownEvents(manifest.data),
    ...uiKitOne(manifest.data),
    ...timeouts(manifest.data),
    ...configurableRemotes(manifest.data),
    ...functions(manifest.data, exported),
    ...resources(manifest.data, root),
  ];
}

function unknownEvents({ modules }: Manifest): readonly string[] {
  const triggers = z.array(z.looseObject({ key: z.string(), events: z.array(z.string()) })).parse(modules['trigger'] ?? []);
  return triggers.flatMap(({ key, events }) =>
    events.filter((event) => !documentedEvents.has(event)).map((event) => `trigger ${key}: ${event} is no documented event`),
  );
}

/** `@forge/ui` is gone; the schema still accepts its pages, which name a function and no resource. */
function uiKitOne({ modules }: Manifest): readonly string[] {
  const screens = Object.entries(modules).filter(([type]) => type.includes(':') || type.startsWith('jira'));
  return screens.flatMap(([type, entries]) =>
    z
      .array(keyed)
      .parse(entries)
      .flatMap((entry) =>
        entry.function !== undefined && entry['resource'] === undefined ? [`${type} ${entry.key}: a UI Kit 1 page`] : [],
      ),
  );
}

function timeouts({ modules }: Manifest): readonly string[] {
  const users = (name: string): readonly string[] =>
    Object.entries(modules).flatMap(([type, entries]) =>
      JSON.stringify(entries).includes(`"function":${JSON.stringify(name)}`) ? [type] : [],
    );
  const declared = z.array(z.looseObject({ key: z.string(), timeoutSeconds: z.number().optional() })).parse(modules['function'] ?? []);
  return declared.flatMap(({ key, timeoutSeconds }) => {
    if (timeoutSeconds === undefined) return [];
    if (timeoutSeconds > 900) return [`function ${key}: no function runs longer than 900 seconds`];
    return users(key)
      .filter((type) => !longRunning.has(type))
      .map((type) => `function ${key}: timeoutSeconds is not for functions of ${type}`);
  });
}

function configurableRemotes({ permissions, remotes }: Manifest): readonly string[] {
  const named = (permissions?.external?.fetch?.backend ?? []).flatMap(
    (entry) => z.object({ remote: z.string() }).safeParse(entry).data?.remote ?? [],
  );
  const configurable = (remotes ?? []).filter((remote) => remote.configurable !== undefined).map((remote) => remote.key);
  return named.filter((key) => configurable.includes(key)).map((key) => `remote ${key}: a configurable remote cannot be a fetch backend`);
}

function functions({ modules }: Manifest, exported: readonly string[]): readonly string[] {
  const declared = z.array(z.looseObject({ key: z.string(), handler: z.string() })).parse(modules['function'] ?? []);
  return declared.flatMap(({ key, handler }) => {
    const [file, name] = handler.split('.');
    if (file !== 'index') return [`function ${key}: ${handler} is not in src/index.js`];
    return name !== undefined && exported.includes(name) ? [] : [`function ${key}: src/index.js does not export ${name ?? 'it'}`];
  });
}

/** Forge's content security policy refuses inline scripts and styles, and a page is served from a folder of its own. */
function resources({ resources: declared = [] }: Manifest, root: string): readonly string[] {
  return declared.flatMap(({ key, path }) => {
    const page = join(root, path, 'index.html');
    if (!existsSync(page)) return [`resource ${key}: ${path} has no index.html`];
    const html = readFileSync(page, 'utf8');
    return [
      ...(/<script(?![^>]*\bsrc=)[^>]*>/i.test(html) ? [`resource ${key}: an inline script`] : []),
      ...(/<style|\sstyle=|\son\w+=/i.test(html) ? [`resource ${key}: an inline style or handler`] : []),
      ...(/\b(?:src|href)="(?:\/|https?:)/i.test(html) ? [`resource ${key}: an address that is not relative`] : []),
    ];
  });
}
