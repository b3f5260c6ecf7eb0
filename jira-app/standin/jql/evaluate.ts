/** Which issues a JQL query finds, and in what order. */
import { issueTypes, priorities, resolutions, statuses } from '../model/seed.ts';
import type { Indexed } from '../model/search-index.ts';
import { maySee } from '../rest/permissions.ts';
import { notModelled, Refusal, type Call } from '../rest/wire.ts';
import { minuteOf, readDate } from './dates.ts';
import type { Clause, Jql, Operand, Query } from './parse.ts';

/** The values of one field of one issue, as ids. */
type Read = (issue: Indexed, call: Call) => readonly string[];

interface Field {
  readonly operators: readonly string[];
  /** Those that the real host has besides. */
  readonly more?: readonly string[];
  readonly read: Read;
  /** Turns what the query says into the id; undefined: no such value, which Jira refuses. */
  readonly find: (text: string, call: Call) => string | undefined;
}

const equality = ['=', '!=', 'in', 'not in'];
const empty = ['is', 'is not'];
const ordered = ['>', '>=', '<', '<='];
const withEmpty = [...equality, ...empty];
const dates = ['=', '!=', ...ordered];

const byIdOrName = (rows: readonly { id: string; name: string }[]) => (text: string) =>
  rows.find((row) => row.id === text || row.name.toLowerCase() === text.toLowerCase())?.id;
const present = (value: string | null) => (value === null ? [] : [value]);
const issueNumber = (key: string) => Number(key.split('-')[1] ?? 0);

const person: Field['find'] = (text, call) =>
  call.site.accounts.find(
    (account) =>
      account.accountId === text ||
      account.displayName === text ||
      (account.emailVisible && account.email === text) ||
      call.site.nameOf?.(account) === text,
  )?.accountId;

const fields: { readonly [name: string]: Field } = {
  project: {
    operators: equality,
    more: empty,
    read: (issue) => [issue.projectId],
    find: (text, call) => {
      const project = call.site.projects.find(
        (one) => one.id === text || one.key.toLowerCase() === text.toLowerCase() || one.name.toLowerCase() === text.toLowerCase(),
      );
      return project !== undefined && maySee(call.account, project) ? project.id : undefined;
    },
  },
  issuetype: { operators: equality, more: empty, read: (issue) => [issue.typeId], find: byIdOrName(issueTypes) },
  status: { operators: equality, more: empty, read: (issue) => [issue.statusId], find: byIdOrName(statuses) },
  statuscategory: {
    operators: equality,
    more: empty,
    read: (issue) => [statuses.find((status) => status.id === issue.statusId)?.category ?? ''],
    find: (text) =>
      ({ new: 'new', 'to do': 'new', indeterminate: 'indeterminate', 'in progress': 'indeterminate', done: 'done' })[text.toLowerCase()],
  },
  priority: { operators: equality, more: [...empty, ...ordered], read: (issue) => [issue.priorityId], find: byIdOrName(priorities) },
  resolution: { operators: withEmpty, more: ordered, read: (issue) => present(issue.resolutionId), find: byIdOrName(resolutions) },
  labels: { operators: withEmpty, read: (issue) => issue.labels, find: (text) => text },
  assignee: { operators: withEmpty, read: (issue) => present(issue.assignee), find: person },
  reporter: { operators: withEmpty, read: (issue) => present(issue.reporter), find: person },
  creator: { operators: withEmpty, read: (issue) => present(issue.creator), find: person },
  parent: { operators: withEmpty, read: (issue) => present(issue.parentId), find: (text, call) => call.site.issue(text)?.id },
  key: { operators: [...equality, ...ordered], more: empty, read: (issue) => [issue.id], find: (text, call) => call.site.issue(text)?.id },
  summary: { operators: ['~', '!~'], more: empty, read: (issue) => [issue.summary], find: (text) => text },
  text: { operators: ['~'], read: (issue) => issue.texts, find: (text) => text },
  created: { operators: dates, more: [...empty, 'in', 'not in'], read: () => [], find: (text) => text },
  updated: { operators: dates, more: [...empty, 'in', 'not in'], read: () => [], find: (text) => text },
};

const aliases: { readonly [alias: string]: string } = {
  type: 'issuetype',
  issue: 'key',
  id: 'key',
  issuekey: 'key',
  createddate: 'created',
  updateddate: 'updated',
};
const realOnly = [
  'component',
  'fixversion',
  'affectedversion',
  'sprint',
  'worklogdate',
  'duedate',
  'due',
  'environment',
  'watcher',
  'voter',
  'votes',
  'comment',
  'description',
  'filter',
  'category',
  'attachments',
  'lastviewed',
  'resolved',
  'resolutiondate',
  'timespent',
  'issueproperty',
  'rank',
  'epic link',
  'epic name',
  'epic status',
  'story points',
  'flagged',
  'level',
  'team',
  'hierarchylevel',
  'projecttype',
  'project type',
  'voters',
  'watchers',
  'worklogauthor',
  'worklogcomment',
  'originalestimate',
  'remainingestimate',
  'timeestimate',
  'timeoriginalestimate',
  'workratio',
  'statuscategorychangeddate',
  'issuelinktype',
  'development',
  'organizations',
  'request type',
  'parentproject',
];

function fieldOf(name: string): { name: string; field: Field } {
  const canonical = aliases[name] ?? name;
  const field = fields[canonical];
  if (field !== undefined) return { name: canonical, field };
  if (realOnly.includes(canonical) || canonical.startsWith('issue.property') || canonical.startsWith('cf['))
    throw new Refusal(501, [`The stand-in of Jira Cloud does not model the JQL field '${name}'`]);
  throw new Refusal(400, [`Field '${name}' does not exist or you do not have permission to view it.`]);
}

type Test = (issue: Indexed) => boolean;

function compare(operator: string, left: number, right: number): boolean {
  if (operator === '>') return left > right;
  if (operator === '>=') return left >= right;
  if (operator === '<') return left < right;
  if (operator === '<=') return left <= right;
  return operator === '=' ? left === right : left !== right;
}

function dateTest(name: 'created' | 'updated', clause: Clause, call: Call): Test {
  const operand = clause.operands[0] ?? { kind: 'empty', text: '', args: [] };
  const minute = minuteOf(readDate(operand, name, call.site.now(), call.account?.timeZone ?? 'Etc/UTC'));
  return (issue) => compare(clause.operator, minuteOf(issue[name]), minute);
}

/**
 * Words are matched whole or by prefix with `*`, without regard to case; every word must occur. Phrases, wildcards elsewhere, likeness
 * and boosts are not modelled, nor that the real host finds words by their stem: where that would matter, it is said.
 * https://support.atlassian.com/jira-software-cloud/docs/search-for-issues-using-the-text-field/
 */
function textTest(field: Field, clause: Clause, call: Call): Test {
  const asked = (clause.operands[0]?.text ?? '').toLowerCase();
  const words = asked.split(/\s+/).filter((word) => word !== '');
  if (/["?~^+!(){}[\]\\]|&&|\|\|/.test(asked) || words.some((word) => /^-|\*./.test(word) || ['and', 'or', 'not'].includes(word)))
    notModelled(`the text search for ${asked}`);
  const has = (issue: Indexed) => {
    const tokens = field
      .read(issue, call)
      .join(' ')
      .toLowerCase()
      .split(/[^\p{L}\p{N}_-]+/u);
    return words.every((word) => {
      const found = tokens.some((token) => (word.endsWith('*') ? token.startsWith(word.slice(0, -1)) : token === word));
      if (!found && !word.endsWith('*') && tokens.some((token) => stemOf(token) === stemOf(word)))
        notModelled(`the text search for ${word}, which finds other forms of the word`);
      return found;
    });
  };
  return clause.operator === '~' ? has : (issue) => !has(issue);
}

/** Roughly: what English words are shortened to. */
const stemOf = (word: string): string => (word.length < 4 ? word : word.replace(/(?:'s|ing|ed|es|s|er|ly|e)$/, ''));

function valueOf(operand: Operand, name: string, field: Field, call: Call): string {
  if (operand.kind === 'function') {
    if (operand.text.toLowerCase() === 'currentuser' && field.find === person) return call.principal.accountId ?? '';
    throw new Refusal(501, [`The stand-in of Jira Cloud does not model the JQL function '${operand.text}' for field '${name}'`]);
  }
  const found = field.find(operand.text, call);
  if (found !== undefined) return found;
  if (name === 'key') throw new Refusal(400, [`An issue with key '${operand.text}' does not exist for field 'key'.`]);
  throw new Refusal(400, [`The value '${operand.text}' does not exist for the field '${name}'.`]);
}

function keyTest(clause: Clause, call: Call): Test {
  const other = call.site.issue(clause.operands[0]?.text ?? '');
  const projectId = other?.projectId;
  return (issue) => issue.projectId === projectId && compare(clause.operator, issueNumber(issue.key), issueNumber(other?.key ?? ''));
}

function clauseTest(clause: Clause, call: Call): Test {
  const { name, field } = fieldOf(clause.field);
  if (field.more?.includes(clause.operator) === true) notModelled(`the JQL operator '${clause.operator}' of the field '${name}'`);
  if (!field.operators.includes(clause.operator))
    throw new Refusal(400, [`The operator '${clause.operator}' is not supported by the '${name}' field.`]);
  if (name === 'created' || name === 'updated') return dateTest(name, clause, call);
  if (clause.operator.includes('~')) return textTest(field, clause, call);
  // `resolution = Unresolved` asks for none.
  const isEmpty = ({ kind, text }: Operand) =>
    kind === 'empty' || (name === 'resolution' && kind === 'text' && text.toLowerCase() === 'unresolved');
  const orEmpty = clause.operands.some(isEmpty);
  if (clause.operator === 'is' || clause.operator === 'is not') {
    if (!orEmpty) throw new Refusal(400, [`The operator '${clause.operator}' requires EMPTY or NULL.`]);
    return (issue) => (field.read(issue, call).length === 0) === (clause.operator === 'is');
  }
  const wanted = clause.operands.filter((operand) => !isEmpty(operand)).map((operand) => valueOf(operand, name, field, call));
  if (name === 'key' && !equality.includes(clause.operator)) return keyTest(clause, call);
  const negative = clause.operator === '!=' || clause.operator === 'not in';
  return (issue) => {
    const values = field.read(issue, call);
    // An issue without the field is found by neither `=` nor `!=`, as in Jira.
    if (values.length === 0) return !negative && orEmpty;
    return values.some((value) => wanted.includes(value)) !== negative;
  };
}

function queryTest(query: Query, call: Call): Test {
  if (query.kind === 'clause') return clauseTest(query, call);
  if (query.kind === 'not') {
    const inner = queryTest(query.part, call);
    return (issue) => !inner(issue);
  }
  const parts = query.parts.map((part) => queryTest(part, call));
  return query.kind === 'and' ? (issue) => parts.every((part) => part(issue)) : (issue) => parts.some((part) => part(issue));
}

const orderings: { readonly [field: string]: (issue: Indexed) => number | string } = {
  created: (issue) => issue.created,
  updated: (issue) => issue.updated,
  key: (issue) => `${issue.key.split('-')[0] ?? ''}-${String(issueNumber(issue.key)).padStart(9, '0')}`,
  priority: (issue) => Number(issue.priorityId),
  status: (issue) => statuses.findIndex((status) => status.id === issue.statusId),
  summary: (issue) => issue.summary.toLowerCase(),
  project: (issue) => issue.projectId,
  issuetype: (issue) => issue.typeId,
};

function comparison(jql: Jql): (a: Indexed, b: Indexed) => number {
  const keys = (jql.orderBy.length > 0 ? jql.orderBy : [{ field: 'created', descending: true }]).map(({ field, descending }) => {
    const { name } = fieldOf(field);
    const read = orderings[name];
    if (read === undefined) throw new Refusal(501, [`The stand-in of Jira Cloud does not model ORDER BY ${field}`]);
    return { read, sign: descending ? -1 : 1 };
  });
  return (a, b) => {
    for (const { read, sign } of keys) {
      const left = read(a);
      const right = read(b);
      if (left !== right) return left < right ? -sign : sign;
    }
    return Number(b.id) - Number(a.id);
  };
}

/** @param fresh ids that are looked at as they are now, not as the index has them. */
export function findIssues(call: Call, jql: Jql, fresh: ReadonlySet<string>): Indexed[] {
  const test = jql.where === null ? () => true : queryTest(jql.where, call);
  const order = comparison(jql);
  const visible = new Set(call.site.projects.filter((project) => maySee(call.account, project)).map((project) => project.id));
  return call.site.index
    .visible(fresh)
    .filter((issue) => visible.has(issue.projectId) && test(issue))
    .toSorted(order);
}
