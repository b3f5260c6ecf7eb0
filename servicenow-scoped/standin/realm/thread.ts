/** One thread of the instance: takes a transaction, runs it to its end, says what came of it. */
import { parentPort } from 'node:worker_threads';
import { defineGlobals } from './globals.ts';
import { attach } from './glide/attachments.ts';
import { coreOf, makeRecord } from './glide/record.ts';
import type { RecordCore } from './glide/record.ts';
import { host, say, threadData } from './host.ts';
import type { Assignment, AsyncRule, Job, JobResult } from './protocol.ts';
import { makeRequest, makeResponse, raisedBy } from './rest.ts';
import { runScript } from './scripts.ts';
import { Transaction } from './transaction.ts';
import type { Row } from '../db/types.ts';

/** A record of any table, for what the platform itself writes: no scope stands in its way. */
function platformRecord(transaction: Transaction, table: string): RecordCore {
  const core = coreOf(makeRecord(transaction, table, false, true));
  if (core === null) throw new Error(`no table ${table}`);
  return core;
}

const answer = (text: string | null | undefined): JobResult => ({
  kind: 'done',
  text: text === undefined ? undefined : JSON.stringify(text),
});

function runRule(transaction: Transaction, rule: AsyncRule): JobResult {
  const found = threadData.rules.find((one) => one.sysId === rule.ruleId);
  const core = platformRecord(transaction, rule.table);
  const row = rule.deleted ?? host.get(rule.table, rule.sysId);
  if (found === undefined || row === null) return answer(undefined);
  core.state.load(row);
  core.settings.operation = rule.operation;
  runScript(transaction, found.script, found.name, { current: core.handle, previous: null });
  return answer(undefined);
}

function write(transaction: Transaction, table: string, sysId: string | null, values: Row): JobResult {
  const core = platformRecord(transaction, table);
  if (sysId === null) core.state.clear();
  else if (!core.get(sysId, undefined)) return answer(null);
  for (const [element, value] of Object.entries(values)) core.set(element, value);
  const id = core.save(sysId === null ? 'insert' : 'update');
  return id === null ? { kind: 'refused', message: 'Operation against file was aborted by a business rule or a unique key' } : answer(id);
}

function remove(transaction: Transaction, table: string, sysId: string): JobResult {
  const core = platformRecord(transaction, table);
  if (!core.get(sysId, undefined)) return answer(null);
  return core.erase() ? answer(sysId) : { kind: 'refused', message: 'Delete was aborted by a business rule' };
}

function runRequest(transaction: Transaction, job: Extract<Job, { kind: 'request' }>): JobResult {
  const response = makeResponse(transaction);
  try {
    runScript(transaction, job.script, job.name, { request: makeRequest(transaction, job.request), response: response.handle });
  } catch (error) {
    const known = raisedBy(error);
    if (known === null) throw error;
    return { kind: 'response', response: { ...response.finish(), error: known } };
  }
  return { kind: 'response', response: response.finish() };
}

function runEvent(transaction: Transaction, job: Extract<Job, { kind: 'event' }>): JobResult {
  const { event } = job;
  const current = event.table === '' ? null : platformRecord(transaction, event.table);
  current?.get(event.instance, undefined);
  runScript(transaction, job.script, job.name, { event: transaction.realm.own(event), current: current?.handle ?? null });
  return answer(undefined);
}

function attachTo(transaction: Transaction, job: Extract<Job, { kind: 'attach' }>): JobResult {
  const core = platformRecord(transaction, job.table);
  if (!core.get(job.sysId, undefined)) return answer(null);
  const id = attach(transaction, core, job.name, job.type, job.bytes, true);
  return id === null ? { kind: 'refused', message: 'The attachment was refused by a business rule' } : answer(id);
}

function perform(transaction: Transaction, job: Job): JobResult {
  switch (job.kind) {
    case 'script':
      return { kind: 'done', text: transaction.realm.intrinsics.stringify(runScript(transaction, job.script, job.name, {})) };
    case 'request':
      return runRequest(transaction, job);
    case 'rule':
      return runRule(transaction, job.rule);
    case 'event':
      return runEvent(transaction, job);
    case 'insert':
      return write(transaction, job.table, null, job.values);
    case 'update':
      return write(transaction, job.table, job.sysId, job.values);
    case 'remove':
      return remove(transaction, job.table, job.sysId);
    case 'attach':
      return attachTo(transaction, job);
  }
}

function messageOf(error: unknown): { message: string; stack: string } {
  if (typeof error === 'object' && error !== null && 'message' in error)
    return { message: String(error.message), stack: 'stack' in error ? String(error.stack) : '' };
  return { message: String(error), stack: '' };
}

parentPort?.on('message', ({ job, actor, interactive }: Assignment) => {
  say({ kind: 'started' });
  try {
    const transaction = new Transaction(actor, interactive);
    defineGlobals(transaction);
    say({ kind: 'result', result: perform(transaction, job) });
  } catch (error) {
    say({ kind: 'result', result: { kind: 'failed', ...messageOf(error) } });
  }
});
