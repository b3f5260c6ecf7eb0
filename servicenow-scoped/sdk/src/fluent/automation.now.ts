import '@servicenow/sdk/global';
import { BusinessRule, Record, ScheduledScript, ScriptAction } from '@servicenow/sdk/core';

// After-rules with an order below 1000 run for inactive records too, and in the transaction of the change.
BusinessRule({
  $id: Now.ID['rule-task'],
  name: 'Entente: task changed',
  table: 'task',
  when: 'after',
  action: ['insert', 'update', 'delete'],
  order: 900,
  active: true,
  script: 'EntenteHints.task(current);',
});
BusinessRule({
  $id: Now.ID['rule-journal'],
  name: 'Entente: comment written',
  table: 'sys_journal_field',
  when: 'after',
  action: ['insert', 'update', 'delete'],
  order: 900,
  active: true,
  script: 'EntenteHints.journal(current);',
});
BusinessRule({
  $id: Now.ID['rule-attachment'],
  name: 'Entente: attachment changed',
  table: 'sys_attachment',
  when: 'after',
  action: ['insert', 'update', 'delete'],
  order: 900,
  active: true,
  script: 'EntenteHints.attachment(current);',
});
BusinessRule({
  $id: Now.ID['rule-label'],
  name: 'Entente: label changed',
  table: 'label_entry',
  when: 'after',
  action: ['insert', 'delete'],
  order: 900,
  active: true,
  script: 'EntenteHints.label(current);',
});

Record({
  $id: Now.ID['event-work'],
  table: 'sysevent_register',
  data: { event_name: 'x_entnt_entente.work', description: 'There is work for Entente.', fired_by: 'Entente' },
});
ScriptAction({
  $id: Now.ID['action-work'],
  name: 'Entente: work',
  eventName: 'x_entnt_entente.work',
  active: true,
  script: 'Entente.event();',
});

ScheduledScript({
  $id: Now.ID['job-work'],
  name: 'Entente: work',
  active: true,
  frequency: 'periodically',
  executionStart: '2026-01-01 00:00:00',
  executionInterval: { minutes: 1 },
  script: 'Entente.job();',
});
ScheduledScript({
  $id: Now.ID['job-sweep'],
  name: 'Entente: sweep',
  active: true,
  frequency: 'periodically',
  executionStart: '2026-01-01 00:00:00',
  executionInterval: { minutes: 5 },
  script: 'Entente.sweep();',
});
