/**
 * Runs one script to its end: answers the look-ups it asks for, one run more for each, with the answers kept for this
 * run alone. Failures are the admin's, and no retry helps until the script or what it sees has changed; but for a timeout,
 * which a busy or cold machine may have caused.
 */
import { faultError } from '../fault.ts';
import type { ProjectId } from '../ids.ts';
import type { Json, JsonObject } from '../json.ts';
import type { LookupAnswer, RuleOutcome, RuleRun, RuleRunner } from '../ports.ts';
import type { Tracker } from '../tracker.ts';
import type { LookupCache } from './lookups.ts';
import { answerLookup } from './lookups.ts';

const MAX_LOOKUPS = 50;
const TIMEOUT_MS = 1000;

export type ScriptName = 'outgoing' | 'incoming';

export interface Script {
  readonly name: ScriptName;
  readonly source: string;
  readonly globals: JsonObject;
  /** The global whose final value is wanted. */
  readonly result: string;
  readonly lookups: readonly string[];
}

export async function runScript(rules: RuleRunner, tracker: Tracker, projectId: ProjectId | null, script: Script): Promise<Json> {
  const answers: LookupAnswer[] = [];
  const cache: LookupCache = { types: null };
  const run: RuleRun = {
    script: script.source,
    globals: script.globals,
    results: [script.result],
    lookups: script.lookups,
    timeoutMs: TIMEOUT_MS,
  };
  for (;;) {
    const outcome = await rules.run(run, answers);
    if (outcome.kind === 'done') return outcome.results[script.result] ?? null;
    if (outcome.kind !== 'asks') throw failed(script.name, outcome);
    if (answers.length >= MAX_LOOKUPS) throw ruleFault(script.name, 'rule.tooManyLookups', { limit: String(MAX_LOOKUPS) });
    const value = await answerLookup(tracker, projectId, cache, outcome.lookup, outcome.args);
    answers.push({ lookup: outcome.lookup, args: outcome.args, value });
  }
}

export function ruleFault(script: ScriptName, code: string, params: { readonly [name: string]: string }): Error {
  const retry = code === 'rule.timeout' ? 'later' : 'never';
  return faultError({ whose: 'admin', code, params: { script, ...params }, retry, detail: code + ' in the ' + script + ' script' });
}

function failed(script: ScriptName, outcome: Exclude<RuleOutcome, { readonly kind: 'done' | 'asks' }>): Error {
  if (outcome.kind === 'timeout') return ruleFault(script, 'rule.timeout', { limitMs: String(TIMEOUT_MS) });
  if (outcome.kind === 'memory') return ruleFault(script, 'rule.memory', {});
  return ruleFault(script, 'rule.error', { message: outcome.message, line: outcome.line === null ? '' : String(outcome.line) });
}
