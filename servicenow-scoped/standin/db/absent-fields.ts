/**
 * Fields of the base system that the stand-in does not have. Asked for, queried or written they are refused: the host would neither leave
 * them out nor take no notice of the condition. Names as an instance's own answers have them.
 */
import type { Dictionary } from './dictionary.ts';

const every = 'sys_tags';
const task =
  'made_sla watch_list upon_reject task_effective_number approval_history user_input sys_domain sys_domain_path route_reason knowledge order ' +
  'cmdb_ci delivery_plan delivery_task contract work_notes_list business_service rfc time_worked expected_start business_duration group_list ' +
  'work_start work_end approval approval_set upon_approval universal_request additional_assignee_list calendar_duration service_offering ' +
  'follow_up company reassignment_count activity_due sla_due escalation location skills variables wf_activity';
const incident =
  'caused_by child_incidents origin_table origin_id business_impact reopened_time reopened_by reopen_count calendar_stc business_stc cause ' +
  'notify parent_incident problem_id';
const problem = 'cause_notes fix_notes known_error problem_state related_incidents resolution_code resolved_at resolved_by workaround';
const change =
  'type risk start_date end_date justification implementation_plan backout_plan test_plan cab_required cab_date requested_by category ' +
  'conflict_status review_status phase scope on_hold std_change_producer_version';
const user =
  'title department manager location company phone mobile_phone locked_out employee_number vip roles photo gender city country state street ' +
  'zip building cost_center date_format time_format preferred_language sys_domain last_login last_login_time middle_name source web_service_access_only';
const group = 'manager email parent type roles source include_members exclude_manager default_assignee cost_center';
const attachment = 'encryption_context chunk_size_bytes';

const absent: ReadonlyMap<string, ReadonlySet<string>> = new Map(
  Object.entries({
    task,
    incident,
    problem,
    change_request: change,
    sys_user: user,
    sys_user_group: group,
    sys_attachment: attachment,
  }).map(([table, names]) => [table, new Set(names.split(' '))]),
);

/** Whether the host has this field and the stand-in has not. */
export const isAbsent = (dictionary: Dictionary, table: string, element: string): boolean =>
  element === every || dictionary.lineage(table).some(({ name }) => absent.get(name)?.has(element) === true);
