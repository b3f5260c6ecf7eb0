import '@servicenow/sdk/global';
import { Acl, CrossScopePrivilege, Role } from '@servicenow/sdk/core';

export const adminRole = Role({
  $id: Now.ID['role-admin'],
  name: 'x_entnt_entente.admin',
  description: 'Makes and administers the connections of Entente.',
});

export const adminEndpoint = Acl({
  $id: Now.ID['acl-admin-endpoint'],
  name: 'x_entnt_entente_admin_api',
  type: 'rest_endpoint',
  operation: 'execute',
  roles: [adminRole],
  active: true,
});

// Read alone: the records are the node's own, and a hand in them would break what the partner has acknowledged.
Acl({ $id: Now.ID['acl-record-read'], type: 'record', table: 'x_entnt_entente_record', operation: 'read', roles: [adminRole] });
Acl({ $id: Now.ID['acl-hint-read'], type: 'record', table: 'x_entnt_entente_hint', operation: 'read', roles: [adminRole] });

// What the tracker reads of other scopes.
CrossScopePrivilege({
  $id: Now.ID['read-task'],
  operation: 'read',
  status: 'allowed',
  targetName: 'task',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-incident'],
  operation: 'read',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['write-incident'],
  operation: 'write',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-incident'],
  operation: 'create',
  status: 'allowed',
  targetName: 'incident',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-problem'],
  operation: 'read',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['write-problem'],
  operation: 'write',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-problem'],
  operation: 'create',
  status: 'allowed',
  targetName: 'problem',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-change'],
  operation: 'read',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['write-change'],
  operation: 'write',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-change'],
  operation: 'create',
  status: 'allowed',
  targetName: 'change_request',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-ritm'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['write-ritm'],
  operation: 'write',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-ritm'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sc_req_item',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-user'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-group'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_user_group',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-tables'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_db_object',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-journal'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_journal_field',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-attachment'],
  operation: 'read',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['write-attachment'],
  operation: 'write',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-attachment'],
  operation: 'create',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['delete-attachment'],
  operation: 'delete',
  status: 'allowed',
  targetName: 'sys_attachment',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-label'],
  operation: 'read',
  status: 'allowed',
  targetName: 'label',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-label'],
  operation: 'create',
  status: 'allowed',
  targetName: 'label',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['read-label-entry'],
  operation: 'read',
  status: 'allowed',
  targetName: 'label_entry',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['create-label-entry'],
  operation: 'create',
  status: 'allowed',
  targetName: 'label_entry',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
CrossScopePrivilege({
  $id: Now.ID['delete-label-entry'],
  operation: 'delete',
  status: 'allowed',
  targetName: 'label_entry',
  targetScope: 'global',
  targetType: 'sys_db_object',
});
