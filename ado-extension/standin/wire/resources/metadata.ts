/** Types, fields, states, categories, classification nodes, tags, relation types. */
import type { Json } from '../../json.ts';
import { wireDate } from '../../json.ts';
import { fieldOf, fields, findField } from '../../model/fields.ts';
import { allowedValues, defaultValue, findType, processTypes, typesOf } from '../../model/processes.ts';
import type { WorkItemType } from '../../model/processes.ts';
import { supportedOperations } from '../../model/operations.ts';
import { relationTypes } from '../../model/relations.ts';
import type { RelationType } from '../../model/relations.ts';
import type { ClassificationNode, Project } from '../../model/types.ts';
import type { Answer, Call, Resource } from '../call.ts';
import { param, requireProject } from '../call.ts';
import { HostError, notModelled, refusals } from '../errors.ts';
import { workScopes } from '../scopes.ts';

function fieldReference(call: Call, name: string): { name: string; referenceName: string; url: string } {
  return { name: fieldOf(name).name, referenceName: name, url: `${call.base}/_apis/wit/fields/${name}` };
}

/** As the host tells it, which is not whether a patch may set the field: paths are said to be read, and who created an item is not. */
function isReadOnly(name: string): boolean {
  const { type, computed, frozen } = fieldOf(name);
  if (type === 'treePath' || name === 'System.NodeName') return true;
  if (name === 'System.AreaId' || name === 'System.IterationId' || name === 'Microsoft.VSTS.Common.StateChangeDate') return false;
  return computed === true || (frozen === true && type === 'dateTime');
}

function fieldJson(call: Call, name: string): Json {
  const field = fieldOf(name);
  return {
    ...fieldReference(call, name),
    description: null,
    // People are texts that are known for people.
    type: field.type === 'identity' ? 'string' : field.type,
    usage: 'workItem',
    readOnly: isReadOnly(name),
    canSortBy: !['html', 'history'].includes(field.type),
    isQueryable: true,
    supportedOperations: supportedOperations(name),
    isIdentity: field.type === 'identity',
    isPicklist: false,
    isPicklistSuggested: false,
    isDeleted: false,
    isLocked: false,
  };
}

const required = (type: WorkItemType, field: string): boolean =>
  ['System.Title', 'System.State', 'System.AreaPath', 'System.IterationPath'].includes(field) && type.fields.includes(field);

function typeFieldJson(call: Call, type: WorkItemType, name: string, expand: string): Json {
  const values = allowedValues(type, name);
  return {
    ...fieldReference(call, name),
    alwaysRequired: required(type, name),
    defaultValue: defaultValue(type, name) === null ? null : String(defaultValue(type, name)),
    ...(expand === 'allowedvalues' || expand === 'all' ? { allowedValues: values ?? [] } : {}),
    ...(expand === 'dependentfields' || expand === 'all' ? { dependentFields: [] } : {}),
    helpText: '',
  };
}

function typeJson(call: Call, project: Project, type: WorkItemType): Json {
  const instances = type.fields.map((name) => ({ ...fieldReference(call, name), alwaysRequired: required(type, name), helpText: '' }));
  const anyToAny = Object.fromEntries(
    ['', ...type.states.map((state) => state.name)].map((from) => [from, type.states.map((state) => ({ to: state.name, actions: null }))]),
  );
  return {
    name: type.name,
    referenceName: type.referenceName,
    description: type.description,
    color: type.color,
    icon: { id: type.icon, url: `${call.base}/_apis/wit/workItemIcons/${type.icon}?color=${type.color}&v=2` },
    isDisabled: false,
    xmlForm: '<FORM />',
    fields: instances,
    fieldInstances: instances,
    transitions: anyToAny,
    states: type.states.map((state) => ({ ...state })),
    url: `${call.base}/${project.id}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}`,
  };
}

function oneType(call: Call): { project: Project; type: WorkItemType } {
  const project = requireProject(call);
  const type = findType(project, param(call, 'type'));
  if (type === null) throw refusals.typeMissing(param(call, 'type'), project.name);
  return { project, type };
}

const expansions = ['none', 'allowedvalues', 'dependentfields', 'all'] as const;

/** In any case of letters or by number, as enums are read. */
function expandOf(call: Call): string {
  const asked = (call.query.get('$expand') ?? 'none').toLowerCase();
  const found = expansions.find((name, index) => name === asked || String(index) === asked);
  if (found === undefined) throw refusals.badArgument('$expand', `The value '${asked}' is not valid for $expand.`);
  return found;
}

function typeFields(call: Call): Answer {
  const { type } = oneType(call);
  return { body: type.fields.map((name) => typeFieldJson(call, type, name, expandOf(call))) };
}

function typeField(call: Call): Answer {
  const { type } = oneType(call);
  const field = findField(param(call, 'field'));
  if (field === null || !type.fields.includes(field)) throw refusals.fieldMissing(param(call, 'field'));
  return { body: typeFieldJson(call, type, field, expandOf(call)) };
}

function categories(call: Call, project: Project): readonly { readonly [key: string]: Json }[] {
  const reference = (type: WorkItemType): Json => ({
    name: type.name,
    url: `${call.base}/${project.id}/_apis/wit/workItemTypes/${encodeURIComponent(type.name)}`,
  });
  return [...new Set(typesOf(project).map((type) => type.category))].map((category) => {
    const members = typesOf(project).filter((type) => type.category === category);
    const [first] = members;
    return {
      name: category.replace('Microsoft.', '').replace('Category', ' Category'),
      referenceName: category,
      ...(first === undefined ? {} : { defaultWorkItemType: reference(first) }),
      workItemTypes: members.map(reference),
      url: `${call.base}/${project.id}/_apis/wit/workItemTypeCategories/${category}`,
    };
  });
}

function oneCategory(call: Call): Answer {
  const found = categories(call, requireProject(call)).find((category) => category['referenceName'] === param(call, 'category'));
  if (found === undefined)
    throw new HostError(404, 'WorkItemTypeCategoryNotFoundException', `The category ${param(call, 'category')} does not exist.`);
  return { body: found };
}

function nodeJson(call: Call, project: Project, node: ClassificationNode, depth: number): Json {
  const children = project.nodes.filter(
    (other) =>
      other.kind === node.kind && other.path.startsWith(`${node.path}\\`) && !other.path.slice(node.path.length + 1).includes('\\'),
  );
  const group = node.kind === 'area' ? 'Areas' : 'Iterations';
  const below = node.path.split('\\').slice(1).map(encodeURIComponent).join('/');
  // The host's paths name the group after the project: `\Fabrikam\Area\Shop`.
  const path = ['', project.name, node.kind === 'area' ? 'Area' : 'Iteration', ...node.path.split('\\').slice(1)].join('\\');
  return {
    id: node.id,
    identifier: node.identifier,
    name: node.name,
    structureType: node.kind,
    hasChildren: children.length > 0,
    ...(children.length > 0 && depth > 0 ? { children: children.map((child) => nodeJson(call, project, child, depth - 1)) } : {}),
    path,
    url: `${call.base}/${project.id}/_apis/wit/classificationNodes/${group}${below === '' ? '' : `/${below}`}`,
  };
}

function rootNodes(call: Call): Answer {
  if (call.query.get('ids') !== null) throw notModelled('classification nodes by id');
  const project = requireProject(call);
  const depth = call.query.integer('$depth') ?? 0;
  return { body: project.nodes.filter((node) => !node.path.includes('\\')).map((node) => nodeJson(call, project, node, depth)) };
}

function oneNode(call: Call): Answer {
  const project = requireProject(call);
  const group = param(call, 'structureGroup');
  const below = (call.params['path'] ?? '').split('/').filter((part) => part !== '');
  const kind = group.toLowerCase().startsWith('area') ? 'area' : 'iteration';
  const path = [project.name, ...below].join('\\').toLowerCase();
  const node = project.nodes.find((candidate) => candidate.kind === kind && candidate.path.toLowerCase() === path);
  if (node === undefined)
    throw new HostError(404, 'ClassificationNodeNotFoundException', `VS402485: The area or iteration path ${path} is not found.`);
  return { body: nodeJson(call, project, node, call.query.integer('$depth') ?? 0) };
}

function tags(call: Call): Answer {
  const project = requireProject(call);
  return {
    body: [...project.tags.values()].map((tag) => ({
      id: tag.id,
      name: tag.name,
      lastUpdated: wireDate(tag.lastUpdated),
      url: `${call.base}/${project.id}/_apis/wit/tags/${tag.id}`,
    })),
  };
}

function oneTag(call: Call): Answer {
  const project = requireProject(call);
  const wanted = param(call, 'tagIdOrName').toLowerCase();
  const tag = [...project.tags.values()].find((candidate) => candidate.id === wanted || candidate.name.toLowerCase() === wanted);
  if (tag === undefined) throw new HostError(404, 'TagNotFoundException', `The tag ${wanted} does not exist.`);
  return {
    body: {
      id: tag.id,
      name: tag.name,
      lastUpdated: wireDate(tag.lastUpdated),
      url: `${call.base}/${project.id}/_apis/wit/tags/${tag.id}`,
    },
  };
}

/** What may stand at the ends of a link. */
function topologyOf({ referenceName, reverse }: RelationType): { readonly [key: string]: Json } {
  if (reverse === null || reverse === referenceName) return { acyclic: false, directional: false, singleTarget: true, topology: 'network' };
  const tree = referenceName.includes('Hierarchy');
  return {
    acyclic: true,
    directional: true,
    singleTarget: !tree,
    topology: tree ? 'tree' : 'dependency',
    isForward: referenceName.endsWith('-Forward'),
    oppositeEndReferenceName: reverse,
  };
}

function relationTypeJson(call: Call): readonly { readonly [key: string]: Json }[] {
  return relationTypes.map((type) => ({
    attributes: { usage: type.usage, editable: false, enabled: true, ...(type.usage === 'workItemLink' ? topologyOf(type) : {}) },
    referenceName: type.referenceName,
    name: type.name,
    url: `${call.base}/_apis/wit/workItemRelationTypes/${type.referenceName}`,
  }));
}

/** The host draws its own pictures; a coloured square with the icon's name stands for each. */
function icon(call: Call): Answer {
  const id = param(call, 'icon');
  if (!processTypes.some((type) => type.icon === id))
    throw new HostError(404, 'WorkItemIconNotFoundException', `The icon ${id} does not exist.`);
  const color = /^[0-9a-f]{6}$/i.exec(call.query.get('color') ?? '')?.[0] ?? '808080';
  if (!/image\/svg\+xml/i.test(call.headers['accept'] ?? ''))
    return { body: { id, url: `${call.base}/_apis/wit/workItemIcons/${id}?color=${color}&v=2` } };
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="16" height="16" viewBox="0 0 16 16"><title>${id}</title><rect x="1" y="1" width="14" height="14" rx="3" fill="#${color}"/></svg>`;
  return { file: { bytes: Buffer.from(svg), type: 'image/svg+xml' } };
}

function oneRelationType(call: Call): Answer {
  const found = relationTypeJson(call).find((type) => type['referenceName'] === param(call, 'relation'));
  if (found === undefined)
    throw new HostError(404, 'WorkItemLinkTypeNotFoundException', `The link type ${param(call, 'relation')} does not exist.`);
  return { body: found };
}

function oneField(call: Call): Answer {
  const field = findField(param(call, 'fieldNameOrRefName'));
  if (field === null) throw refusals.fieldMissing(param(call, 'fieldNameOrRefName'));
  return { body: fieldJson(call, field) };
}

const wit = { area: 'wit', released: true, scopes: workScopes } as const;
const inProject = '{project}/_apis/{area}';

export const metadataResources: readonly Resource[] = [
  {
    ...wit,
    id: '7c8d7a76-4a09-43e8-b5df-bd792f4ac6aa',
    name: 'workItemTypes',
    template: `${inProject}/{resource}/{type}`,
    version: 2,
    list: {
      GET: (call) => {
        const project = requireProject(call);
        return { body: typesOf(project).map((type) => typeJson(call, project, type)) };
      },
    },
    item: {
      GET: (call) => {
        const { project, type } = oneType(call);
        return { body: typeJson(call, project, type) };
      },
    },
  },
  {
    ...wit,
    id: 'bd293ce5-3d25-4192-8e67-e8092e879efb',
    name: 'workItemTypesField',
    template: `${inProject}/workItemTypes/{type}/fields/{field}`,
    version: 3,
    list: { GET: typeFields },
    item: { GET: typeField },
  },
  {
    ...wit,
    id: '7c9d7a76-4a09-43e8-b5df-bd792f4ac6aa',
    name: 'workItemTypeStates',
    template: `${inProject}/workItemTypes/{type}/states`,
    version: 1,
    list: { GET: (call) => ({ body: oneType(call).type.states.map((state) => ({ ...state })) }) },
  },
  {
    ...wit,
    id: '9b9f5734-36c8-415e-ba67-f83b45c31408',
    name: 'workItemTypeCategories',
    template: `${inProject}/{resource}/{category}`,
    version: 2,
    list: { GET: (call) => ({ body: categories(call, requireProject(call)) }) },
    item: { GET: oneCategory },
  },
  {
    ...wit,
    id: 'b51fd764-e5c2-4b9b-aaf7-3395cf4bdd94',
    name: 'fields',
    template: `${inProject}/{resource}/{fieldNameOrRefName}`,
    version: 3,
    list: { GET: (call) => ({ body: Object.keys(fields).map((name) => fieldJson(call, name)) }) },
    item: { GET: oneField },
  },
  {
    ...wit,
    id: 'a70579d1-f53a-48ee-a5be-7be8659023b9',
    name: 'classificationNodes',
    template: `${inProject}/{resource}`,
    version: 2,
    list: { GET: rootNodes },
  },
  {
    ...wit,
    id: '5a172953-1b41-49d3-840a-33f79c3ce89f',
    name: 'classificationNodes',
    template: `${inProject}/{resource}/{structureGroup}/{*path}`,
    version: 2,
    list: { GET: oneNode },
    item: { GET: oneNode },
  },
  {
    ...wit,
    id: 'bc15bc60-e7a8-43cb-ab01-2106be3983a1',
    name: 'tags',
    template: `${inProject}/{resource}/{tagIdOrName}`,
    version: 1,
    list: { GET: tags },
    item: { GET: oneTag },
  },
  {
    ...wit,
    id: '4e1eb4a5-1970-4228-a682-ec48eb2dca30',
    name: 'workItemIcons',
    template: '_apis/{area}/{resource}/{icon}',
    version: 1,
    item: { GET: icon },
  },
  {
    ...wit,
    id: 'f5d33bc9-5b49-4a3c-a9bd-f3cd46dd2165',
    name: 'workItemRelationTypes',
    template: '_apis/{area}/{resource}/{relation}',
    version: 2,
    list: { GET: (call) => ({ body: relationTypeJson(call) }) },
    item: { GET: oneRelationType },
  },
];
