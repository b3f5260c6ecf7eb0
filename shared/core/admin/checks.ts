/** What an admin enters, checked once more where it counts. The codes are those of the page's own checks. */
import { shortNameSchema } from '../connection/connection.schema.ts';
import type { Context } from '../connection/context.ts';
import type { NodeInfo } from '../connection/node-info.schema.ts';
import { checked } from '../checked.schema.ts';
import { id } from '../ids.ts';
import type { ProjectId } from '../ids.ts';
import type { Refusal } from '../node.ts';
import type { OptionValues, Project } from '../tracker.ts';
import { refusal } from './refusal.ts';

const NAME_LIMIT = 200;
const SHORT_NAME_LIMIT = 40;
const DESCRIPTION_LIMIT = 1000;
const OPTION_LIMIT = 1000;

export function checkShortName(name: string, field: string): Refusal | null {
  if (checked(shortNameSchema, name) !== null) return null;
  if (name === '') return refusal('shortName.empty', field);
  const stranger = /[^A-Za-z0-9_-]/.exec(name);
  if (stranger === null) return refusal('shortName.long', field, { limit: String(SHORT_NAME_LIMIT) });
  return /\s/.test(stranger[0]) ? refusal('shortName.space', field) : refusal('shortName.character', field, { character: stranger[0] });
}

export function checkName(name: string, field: string, kind: 'name' | 'instanceName'): Refusal | null {
  if (name.replace(/\s/g, '') === '') return refusal(kind + '.empty', field);
  return name.length > NAME_LIMIT ? refusal(kind + '.long', field, { limit: String(NAME_LIMIT) }) : null;
}

export function checkDescription(text: string): Refusal | null {
  return text.length > DESCRIPTION_LIMIT ? refusal('description.long', 'description', { limit: String(DESCRIPTION_LIMIT) }) : null;
}

export function checkRequestId(requestId: string): Refusal | null {
  return /^[A-Za-z0-9._-]{8,100}$/.test(requestId) ? null : refusal('badRequest');
}

/** What has to be there before a connection is made. PRODUCT, "Before initiating or accepting" */
export function checkReady(context: Context, own: NodeInfo, visibility: 'public' | 'private'): Refusal | null {
  if (!context.facts.licensed) return refusal('missing.licence');
  return visibility === 'public' && own.baseUrl === null ? refusal('missing.address') : null;
}

/** Only what the platform offers, and can use. */
export async function checkOptions(context: Context, projectId: ProjectId | null, options: OptionValues): Promise<Refusal | null> {
  const known = (context.facts.capabilities.options ?? []).map(({ key }) => key);
  for (const key of Object.keys(options)) {
    if (!known.includes(key)) return refusal('badRequest');
    if ((options[key] ?? '').length > OPTION_LIMIT) return refusal('option.long', 'options.' + key, { limit: String(OPTION_LIMIT) });
  }
  const { tracker } = context;
  const refused = tracker.checkOptions === undefined ? null : await tracker.checkOptions(projectId, options);
  return refused === null ? null : refusal(refused.code, 'options.' + refused.key);
}

/** The project for the incoming sync; without the project step the host's default, or null where that is not to be had. */
export async function checkProject(
  context: Context,
  projectId: ProjectId | null,
): Promise<{ readonly kind: 'fine'; readonly project: Project | null } | Refusal> {
  const { projectStep, defaultProjectId } = context.facts.capabilities;
  if (projectId === null && projectStep) return refusal('project.empty', 'projectId');
  if (projectId === null) {
    const given = defaultProjectId === undefined ? null : await context.tracker.readProject(id<ProjectId>(defaultProjectId));
    return { kind: 'fine', project: given !== null && given.canCreate ? given : null };
  }
  const project = await context.tracker.readProject(projectId);
  if (project === null) return refusal('project.gone', 'projectId');
  return project.canCreate ? { kind: 'fine', project } : refusal('project.cannotCreate', 'projectId', { project: project.name });
}
