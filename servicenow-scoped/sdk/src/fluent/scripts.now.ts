import '@servicenow/sdk/global';
import { ScriptInclude } from '@servicenow/sdk/core';

// Written by tools/build/servicenow.ts: the node, its modules grouped by subject.
ScriptInclude({
  $id: Now.ID['si-core'],
  name: 'EntenteCore',
  apiName: 'x_entnt_entente.EntenteCore',
  description: 'Entente: the language that two instances share.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/EntenteCore.js'),
});
ScriptInclude({
  $id: Now.ID['si-connection'],
  name: 'EntenteConnection',
  apiName: 'x_entnt_entente.EntenteConnection',
  description: 'Entente: invitations, handshake and exchange.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/EntenteConnection.js'),
});
ScriptInclude({
  $id: Now.ID['si-sync'],
  name: 'EntenteSync',
  apiName: 'x_entnt_entente.EntenteSync',
  description: 'Entente: changes become messages and back.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/EntenteSync.js'),
});
ScriptInclude({
  $id: Now.ID['si-host'],
  name: 'EntenteHost',
  apiName: 'x_entnt_entente.EntenteHost',
  description: 'Entente: this platform’s tables, tasks and requests.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/EntenteHost.js'),
});
ScriptInclude({
  $id: Now.ID['si-entente'],
  name: 'Entente',
  apiName: 'x_entnt_entente.Entente',
  description: 'Entente: what endpoints and jobs call.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/Entente.js'),
});
ScriptInclude({
  $id: Now.ID['si-hints'],
  name: 'EntenteHints',
  apiName: 'x_entnt_entente.EntenteHints',
  description: 'Entente: notes that a task may have changed.',
  active: true,
  clientCallable: false,
  accessibleFrom: 'package_private',
  script: Now.include('../generated/EntenteHints.js'),
});
