/**
 * The task tables that Entente may work in: the projects of this host. An application may only reach tables of another
 * scope that its privileges name (sdk/src/fluent/security.now.ts); an admin may grant it more.
 */
import { id, type IssueType, type Page, type Project, type ProjectId } from '@entente/core';
import { text } from './values.ts';

/** In the order in which they are offered. */
export const TASK_TABLES: readonly string[] = [
  'incident',
  'problem',
  'change_request',
  'sc_req_item',
  'sn_customerservice_case',
  'rm_story',
  'pm_project',
];

export function isTaskTable(table: string): boolean {
  return TASK_TABLES.indexOf(table) >= 0;
}

/** Null: not one of ours, or not installed. */
export function readTable(table: string): Project | null {
  if (!isTaskTable(table)) return null;
  const row = new GlideRecord(table);
  if (!row.isValid()) return null;
  return { id: id<ProjectId>(table), key: table, name: labelOf(table), canCreate: row.canCreate() };
}

export function searchTables(wanted: string): Page<Project> {
  const items: Project[] = [];
  for (const table of TASK_TABLES) {
    const project = readTable(table);
    if (project !== null && (project.name + ' ' + project.key).toLowerCase().indexOf(wanted.toLowerCase()) >= 0) items.push(project);
  }
  return { items, next: null };
}

/** A table is a type of its own: what a partner calls a bug is an incident here. */
export function typesOf(table: string): readonly IssueType[] {
  return isTaskTable(table) ? [{ id: table, name: labelOf(table), standard: true }] : [];
}

export function labelOf(table: string): string {
  const row = new GlideRecord('sys_db_object');
  row.addQuery('name', table);
  row.setLimit(1);
  row.query();
  const label = row.next() ? text(row.getValue('label')) : '';
  return label === '' ? table : label;
}
