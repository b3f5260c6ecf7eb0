import '@servicenow/sdk/global';
import { ApplicationMenu, Record, UiPage } from '@servicenow/sdk/core';
import page from '../client/index.html';
import { adminRole } from './security.now';

export const menu = ApplicationMenu({
  $id: Now.ID['menu'],
  title: 'Entente',
  hint: 'Connections to other companies’ issue trackers',
  roles: [adminRole],
  active: true,
  order: 100,
});

UiPage({ $id: Now.ID['page'], endpoint: 'x_entnt_entente_admin.do', description: 'Entente', html: page, direct: true });

// The same page with one record in its address. `direct` pages are for everyone who is signed in.
UiPage({ $id: Now.ID['page-issue'], endpoint: 'x_entnt_entente_issue.do', description: 'Entente on a record', html: page, direct: true });

// A related link on the form of every task; the form needs no new layout for it.
Record({
  $id: Now.ID['action-issue'],
  table: 'sys_ui_action',
  data: {
    name: 'Entente',
    action_name: 'x_entnt_entente_issue',
    table: 'task',
    hint: 'How this record is synced with other companies’ issue trackers',
    active: true,
    client: true,
    form_link: true,
    show_insert: false,
    show_update: true,
    onclick: 'x_entnt_entente_open();',
    script:
      "function x_entnt_entente_open() {\n  window.location = 'x_entnt_entente_issue.do?sysparm_issue=' + g_form.getUniqueValue();\n}",
    order: 500,
  },
});

Record({
  $id: Now.ID['module-connections'],
  table: 'sys_app_module',
  data: {
    title: 'Connections',
    application: menu,
    link_type: 'DIRECT',
    query: 'x_entnt_entente_admin.do?view=connections',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 100,
  },
});
Record({
  $id: Now.ID['module-settings'],
  table: 'sys_app_module',
  data: {
    title: 'General settings',
    application: menu,
    link_type: 'DIRECT',
    query: 'x_entnt_entente_admin.do?view=settings',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 200,
  },
});
Record({
  $id: Now.ID['module-separator'],
  table: 'sys_app_module',
  data: { title: 'Records', application: menu, link_type: 'SEPARATOR', roles: ['x_entnt_entente.admin'], active: true, order: 300 },
});
Record({
  $id: Now.ID['module-list-connection'],
  table: 'sys_app_module',
  data: {
    title: 'Connection',
    application: menu,
    link_type: 'LIST',
    name: 'x_entnt_entente_record',
    filter: 'kind=connection',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 310,
  },
});
Record({
  $id: Now.ID['module-list-twin'],
  table: 'sys_app_module',
  data: {
    title: 'Twins',
    application: menu,
    link_type: 'LIST',
    name: 'x_entnt_entente_record',
    filter: 'kind=twin',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 320,
  },
});
Record({
  $id: Now.ID['module-list-outbox'],
  table: 'sys_app_module',
  data: {
    title: 'Outbox',
    application: menu,
    link_type: 'LIST',
    name: 'x_entnt_entente_record',
    filter: 'kindINoutbox,sent',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 330,
  },
});
Record({
  $id: Now.ID['module-list-inbox'],
  table: 'sys_app_module',
  data: {
    title: 'Inbox',
    application: menu,
    link_type: 'LIST',
    name: 'x_entnt_entente_record',
    filter: 'kind=inbox',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 340,
  },
});
Record({
  $id: Now.ID['module-list-activity'],
  table: 'sys_app_module',
  data: {
    title: 'Activity',
    application: menu,
    link_type: 'LIST',
    name: 'x_entnt_entente_record',
    filter: 'kind=activity',
    roles: ['x_entnt_entente.admin'],
    active: true,
    order: 350,
  },
});
