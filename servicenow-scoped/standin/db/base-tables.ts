/** The part of the platform's own tables that an application for tasks meets. Types and lengths are the base system's. */
import type { Access, Choice, FieldDef, TableDef } from './types.ts';

const open: Access = { create: true, read: true, update: true, delete: true };
const readable: Access = { create: false, read: true, update: false, delete: false };

const text = (element: string, label: string, maxLength = 40): FieldDef => ({ element, type: 'string', label, maxLength });
const reference = (element: string, label: string, table: string): FieldDef => ({
  element,
  type: 'reference',
  label,
  reference: table,
  maxLength: 32,
});
const time = (element: string, label: string): FieldDef => ({ element, type: 'glide_date_time', label });
const integer = (element: string, label: string, initial?: string): FieldDef => ({
  element, type: 'integer', label, ...(initial === undefined ? {} : { default: initial }),
}); // prettier-ignore
const flag = (element: string, label: string, initial: '0' | '1'): FieldDef => ({ element, type: 'boolean', label, default: initial });

interface More extends Partial<Omit<TableDef, 'name' | 'label' | 'fields'>> {
  readonly fields: readonly FieldDef[];
}

const table = (name: string, label: string, more: More): TableDef => ({
  name, label, scope: 'global', access: open, webService: true, unique: [], ...more,
}); // prettier-ignore

const itil = { read: ['itil'], write: ['itil'], create: ['itil'], delete: ['admin'] };
const admins = { write: ['admin'], create: ['admin'], delete: ['admin'] };

const task = table('task', 'Task', {
  display: 'number',
  roles: itil,
  fields: [
    text('number', 'Number'), text('short_description', 'Short description', 160), text('description', 'Description', 4000),
    integer('state', 'State', '1'), integer('priority', 'Priority', '4'), integer('impact', 'Impact', '3'), integer('urgency', 'Urgency', '3'),
    flag('active', 'Active', '1'), reference('assigned_to', 'Assigned to', 'sys_user'), reference('assignment_group', 'Assignment group', 'sys_user_group'),
    reference('opened_by', 'Opened by', 'sys_user'), time('opened_at', 'Opened'), reference('closed_by', 'Closed by', 'sys_user'), time('closed_at', 'Closed'),
    time('due_date', 'Due date'), reference('parent', 'Parent', 'task'), text('contact_type', 'Contact type'), text('close_notes', 'Close notes', 4000),
    text('correlation_id', 'Correlation ID', 100), text('correlation_display', 'Correlation display', 100),
    { element: 'comments', type: 'journal_input', label: 'Additional comments' }, { element: 'work_notes', type: 'journal_input', label: 'Work notes' },
    { element: 'comments_and_work_notes', type: 'journal_list', label: 'Comments and Work notes' },
  ],
}); // prettier-ignore

const incident = table('incident', 'Incident', {
  parent: 'task', prefix: 'INC',
  fields: [
    reference('caller_id', 'Caller', 'sys_user'), text('category', 'Category'), text('subcategory', 'Subcategory'), integer('severity', 'Severity', '3'),
    integer('incident_state', 'Incident state', '1'), text('close_code', 'Resolution code'), reference('resolved_by', 'Resolved by', 'sys_user'), time('resolved_at', 'Resolved'),
    integer('hold_reason', 'On hold reason'),
  ],
}); // prettier-ignore

const problem = table('problem', 'Problem', { parent: 'task', prefix: 'PRB', fields: [] });
const changeRequest = table('change_request', 'Change Request', { parent: 'task', prefix: 'CHG', fields: [] });

const people: readonly TableDef[] = [
  table('sys_user', 'User', {
    display: 'name', access: readable, roles: admins, unique: [['user_name']],
    fields: [
      text('user_name', 'User ID'), text('name', 'Name', 151), text('first_name', 'First name', 50), text('last_name', 'Last name', 50), { element: 'email', type: 'email', label: 'Email', maxLength: 100 },
      flag('active', 'Active', '1'), text('time_zone', 'Time zone'),
    ],
  }),
  table('sys_user_group', 'Group', { display: 'name', access: readable, roles: admins, fields: [text('name', 'Name', 80), text('description', 'Description', 1000), flag('active', 'Active', '1')] }),
  table('sys_user_grmember', 'Group Member', { access: readable, roles: admins, fields: [reference('user', 'User', 'sys_user'), reference('group', 'Group', 'sys_user_group')] }),
  table('sys_user_role', 'Role', { display: 'name', access: readable, roles: admins, fields: [text('name', 'Name', 100), text('description', 'Description', 1000)] }),
  table('sys_user_has_role', 'User Role', { access: readable, roles: admins, fields: [reference('user', 'User', 'sys_user'), reference('role', 'Role', 'sys_user_role')] }),
]; // prettier-ignore

const records: readonly TableDef[] = [
  table('sys_journal_field', 'Journal Entry', {
    access: readable, roles: { read: ['itil'], ...admins },
    fields: [text('name', 'Name', 80), text('element', 'Element', 80), { element: 'element_id', type: 'GUID', label: 'Element ID', maxLength: 32 }, { element: 'value', type: 'journal', label: 'Value' }],
  }),
  table('sys_attachment', 'Attachment', {
    display: 'file_name', access: open,
    fields: [
      text('file_name', 'File name', 100), text('content_type', 'Content type', 255), text('table_name', 'Table name', 80), text('table_sys_id', 'Table sys ID', 255), integer('size_bytes', 'Size bytes'),
      integer('size_compressed', 'Size compressed'), flag('compressed', 'Compressed', '1'), text('image_width', 'Image width'), text('image_height', 'Image height'), text('average_image_color', 'Average image color'),
      text('hash', 'Hash', 64), text('state', 'State'),
    ],
  }),
  table('label', 'Tag', { display: 'name', fields: [text('name', 'Name', 100), reference('owner', 'Owner', 'sys_user'), text('viewable_by', 'Viewable by'), text('type', 'Type'), flag('active', 'Active', '1'), flag('global', 'Global', '0')] }),
  table('label_entry', 'Tag entry', {
    fields: [reference('label', 'Tag', 'label'), text('table', 'Table', 80), { element: 'table_key', type: 'GUID', label: 'ID', maxLength: 32 }, text('title', 'Title', 255), text('read', 'Read'), text('url', 'URL', 1000), text('id_type', 'ID type', 100), text('id_display', 'ID display', 255)],
  }),
  table('sys_properties', 'System Property', { display: 'name', access: readable, roles: { read: ['admin'], ...admins }, unique: [['name']], fields: [text('name', 'Name', 100), text('value', 'Value', 4000), text('type', 'Type'), text('description', 'Description', 255), text('suffix', 'Suffix', 100)] }),
  table('sys_choice', 'Choice', { display: 'label', access: readable, roles: admins, fields: [text('name', 'Table', 80), text('element', 'Element', 80), text('value', 'Value'), text('label', 'Label', 100), integer('sequence', 'Sequence'), text('language', 'Language', 3), flag('inactive', 'Inactive', '0')] }),
  table('sys_db_object', 'Table', { display: 'label', access: readable, roles: admins, fields: [text('name', 'Name', 80), text('label', 'Label', 80), reference('super_class', 'Extends table', 'sys_db_object')] }),
]; // prettier-ignore

export const baseTables: readonly TableDef[] = [task, incident, problem, changeRequest, ...people, ...records];

const choices = (of: string, element: string, labels: Readonly<Record<string, string>>): Choice[] =>
  Object.entries(labels).map(([value, label], sequence) => ({ table: of, element, value, label, sequence }));

const incidentStates = { 1: 'New', 2: 'In Progress', 3: 'On Hold', 6: 'Resolved', 7: 'Closed', 8: 'Canceled' };

export const baseChoices: readonly Choice[] = [
  ...choices('task', 'state', { 1: 'Open', 2: 'Work in Progress', 3: 'Closed Complete', 4: 'Closed Incomplete', 7: 'Closed Skipped' }),
  ...choices('task', 'priority', { 1: '1 - Critical', 2: '2 - High', 3: '3 - Moderate', 4: '4 - Low', 5: '5 - Planning' }),
  ...choices('task', 'impact', { 1: '1 - High', 2: '2 - Medium', 3: '3 - Low' }),
  ...choices('task', 'urgency', { 1: '1 - High', 2: '2 - Medium', 3: '3 - Low' }),
  ...choices('incident', 'state', incidentStates),
  ...choices('incident', 'incident_state', incidentStates),
  ...choices('problem', 'state', { 101: 'New', 102: 'Assess', 103: 'Root Cause Analysis', 104: 'Fix in Progress', 106: 'Resolved', 107: 'Closed' }),
  ...choices('change_request', 'state', { '-5': 'New', '-4': 'Assess', '-3': 'Authorize', '-2': 'Scheduled', '-1': 'Implement', 0: 'Review', 3: 'Closed', 4: 'Canceled' }),
]; // prettier-ignore

/** Applications' own records that scripts may ask for; a table of the platform that is neither here nor the application's is not modelled. */
export const defaultStates: Readonly<Record<string, string>> = { problem: '101', change_request: '-5' };
