import { faultOf, id, type Clock, type IssueType, type Page, type Project, type ProjectId } from '@entente/core';
import { categoriesSchema, projectSchema, projectsSchema, rootNodesSchema, workItemTypesSchema } from './answers.schema.ts';
import { segment, type Client } from './client.ts';
import { invalidAnswer } from './faults.ts';
import { EDIT_WORK_ITEMS, holds } from './permissions.ts';
import { PRIORITY } from './priority.ts';

export interface TypeFacts extends IssueType {
  /** The field that people see as the description: bugs of the Agile, Scrum and CMMI processes show "Repro Steps" instead. */
  readonly descriptionField: DescriptionField;
  readonly hasPriority: boolean;
}
export type DescriptionField = 'System.Description' | 'Microsoft.VSTS.TCM.ReproSteps';

export interface Projects {
  search(text: string, cursor: string | null): Promise<Page<Project>>;
  read(projectId: ProjectId): Promise<Project | null>;
  /** In the host's order. */
  types(project: string): Promise<readonly TypeFacts[]>;
  /** The id of the project of that name. */
  idOf(name: string): Promise<ProjectId>;
}

interface Found {
  readonly id: string;
  readonly name: string;
}

const PAGE = 25;
const AT_ONCE = 5;
const KEPT_MS = 60_000;
/** Types of this category cannot be made by hand: test suites, code reviews, feedback requests. */
const HIDDEN = 'Microsoft.HiddenCategory';

export function openProjects(client: Client, clock: Clock): Projects {
  const types = remembering(clock, async (project: string) => await readTypes(client, project));
  const ids = remembering(clock, async (name: string) => id<ProjectId>((await readProject(client, name)).id));
  return {
    search: async (text, cursor) => await search(client, text, cursor),
    read: async (projectId) => {
      try {
        const found = await readProject(client, projectId);
        if (found.state !== undefined && found.state !== 'wellFormed') return null;
        return (await withPermission(client, [found]))[0] ?? null;
      } catch (caught) {
        if (faultOf(caught).code === 'tracker.notFound') return null;
        throw caught;
      }
    },
    types,
    idOf: ids,
  };
}

/** The host has no search of projects: pages are read until one has a match. */
async function search(client: Client, text: string, cursor: string | null): Promise<Page<Project>> {
  const wanted = text.trim().toLocaleLowerCase();
  for (let next = cursor; ;) {
    const query = { stateFilter: 'wellFormed', $top: PAGE, ...(next === null ? {} : { continuationToken: next }) };
    const { data, headers } = await client.json({ method: 'GET', path: '/_apis/projects', query }, projectsSchema);
    const token = headers.get('x-ms-continuationtoken') || null;
    if (token !== null && token === next) throw invalidAnswer('projects: a page that brings nothing new', false);
    next = token;
    const matches = data.value.filter((project) => project !== null).filter(({ name }) => name.toLocaleLowerCase().includes(wanted));
    if (matches.length > 0 || next === null) return { items: await withPermission(client, matches), next };
  }
}

async function readProject(client: Client, idOrName: string): Promise<Found & { readonly state?: string | undefined }> {
  return (await client.json({ method: 'GET', path: `/_apis/projects/${segment(idOrName)}` }, projectSchema)).data;
}

/** One request for the permissions of all, and a few at a time for their root areas. */
async function withPermission(client: Client, found: readonly Found[]): Promise<readonly Project[]> {
  const areas: (string | null)[] = [];
  for (let at = 0; at < found.length; at += AT_ONCE) {
    areas.push(...(await Promise.all(found.slice(at, at + AT_ONCE).map(async (project) => await rootArea(client, project.id)))));
  }
  const known = areas.filter((area) => area !== null);
  const allowed =
    known.length === 0
      ? []
      : await holds(
          client,
          EDIT_WORK_ITEMS,
          known.map((area) => `vstfs:///Classification/Node/${area}`),
        );
  return found.map(({ id: projectId, name }, i) => {
    const area = areas[i] ?? null;
    const canCreate = area !== null && allowed[known.indexOf(area)] === true;
    return { id: id<ProjectId>(projectId), key: name, name, canCreate };
  });
}

/** Null: the account may not even see the project's areas. */
async function rootArea(client: Client, projectId: string): Promise<string | null> {
  try {
    const path = `/${segment(projectId)}/_apis/wit/classificationnodes`;
    const { data } = await client.json({ method: 'GET', path, query: { $depth: 0 } }, rootNodesSchema);
    return data.value.find(({ structureType }) => structureType === 'area')?.identifier ?? null;
  } catch (caught) {
    const { code } = faultOf(caught);
    if (code === 'tracker.forbidden' || code === 'tracker.notFound') return null;
    throw caught;
  }
}

async function readTypes(client: Client, project: string): Promise<readonly TypeFacts[]> {
  const types = await client.json({ method: 'GET', path: `/${segment(project)}/_apis/wit/workitemtypes` }, workItemTypesSchema);
  const categories = await client.json({ method: 'GET', path: `/${segment(project)}/_apis/wit/workitemtypecategories` }, categoriesSchema);
  const hidden = new Set(
    categories.data.value
      .filter(({ referenceName }) => referenceName === HIDDEN)
      .flatMap((one) => one.workItemTypes.map(({ name }) => name)),
  );
  return types.data.value.map((type) => {
    const fields = [...(type.fieldInstances ?? []), ...(type.fields ?? [])].map(({ referenceName }) => referenceName);
    return {
      id: type.name,
      name: type.name,
      standard: type.isDisabled !== true && !hidden.has(type.name),
      descriptionField: fields.includes('Microsoft.VSTS.TCM.ReproSteps') ? 'Microsoft.VSTS.TCM.ReproSteps' : 'System.Description',
      hasPriority: fields.includes(PRIORITY),
    };
  });
}

/** Answers of a minute ago are good enough for names and types; failures are not kept. */
function remembering<Value>(clock: Clock, read: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const kept = new Map<string, { readonly value: Value; readonly until: number }>();
  return async (key) => {
    const known = kept.get(key);
    if (known !== undefined && known.until > clock.now()) return known.value;
    const value = await read(key);
    if (kept.size > 500) kept.clear();
    kept.set(key, { value, until: clock.now() + KEPT_MS });
    return value;
  };
}
