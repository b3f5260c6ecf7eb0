/**
 * Admins' scripts through the platform's own evaluator: in the scope of the application, with no sandbox against the
 * instance's own admins, who may run any script anyway (docs/decisions/0061).
 *
 * 1. What a script sees are copies, and what it leaves is copied: nothing of the node is in its hands.
 * 2. Time and memory are the platform's own quotas: nothing here can end a script.
 *
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/GlideScopedEvaluatorScopedAPI.html
 */
import type { Json, LookupAnswer, RuleOutcome, RuleRun, RuleRunner } from '@entente/core';
import { text } from '../tracker/values.ts';

const MAX_LOG_LINES = 100;
const MAX_LINE = 500;

interface Asked {
  lookup: string | null;
  args: readonly Json[];
}

export function createScopedRunner(): RuleRunner {
  return {
    async run(run, answers) {
      return evaluate(run, answers);
    },
  };
}

function evaluate(run: RuleRun, answers: readonly LookupAnswer[]): RuleOutcome {
  const asked: Asked = { lookup: null, args: [] };
  const log: string[] = [];
  const evaluator = new GlideScopedEvaluator();
  for (const name of Object.keys(run.globals)) evaluator.putVariable(name, copy(run.globals[name]));
  for (const lookup of run.lookups) evaluator.putVariable(lookup, lookupOf(lookup, answers, asked));
  evaluator.putVariable('log', (given: unknown) => {
    if (log.length < MAX_LOG_LINES) log.push(text(given).slice(0, MAX_LINE));
  });
  try {
    const script = new GlideRecord('x_entnt_entente_scratch');
    script.initialize();
    script.setValue('script', run.script);
    evaluator.evaluateScript(script, 'script', null);
  } catch (caught) {
    if (asked.lookup === null) return failed(caught);
  }
  // A script may have caught what ended its look-up.
  if (asked.lookup !== null) return { kind: 'asks', lookup: asked.lookup, args: asked.args };
  return { kind: 'done', results: resultsOf(run, evaluator), log };
}

function resultsOf(run: RuleRun, evaluator: GlideScopedEvaluator): { readonly [name: string]: Json } {
  const results: { [name: string]: Json } = {};
  for (const name of run.results) {
    const value = copy(evaluator.getVariable(name));
    if (value !== undefined) results[name] = value;
  }
  return results;
}

/** Undefined: nothing that JSON can say. */
function copy(value: unknown): Json | undefined {
  const json: string | undefined = JSON.stringify(value);
  return json === undefined ? undefined : (JSON.parse(json) as Json);
}

function lookupOf(lookup: string, answers: readonly LookupAnswer[], asked: Asked): (...args: readonly unknown[]) => Json {
  return (...args) => {
    const wanted = (copy(args) ?? []) as readonly Json[];
    const json = JSON.stringify(wanted);
    for (const answer of answers) if (answer.lookup === lookup && JSON.stringify(answer.args) === json) return copy(answer.value) ?? null;
    if (asked.lookup === null) {
      asked.lookup = lookup;
      asked.args = wanted;
    }
    throw new Error('the look-up is not answered yet');
  };
}

function failed(caught: unknown): RuleOutcome {
  const message = caught instanceof Error ? caught.message : text(caught);
  const line: unknown = typeof caught === 'object' && caught !== null && 'lineNumber' in caught ? caught.lineNumber : null;
  return { kind: 'error', message: message.slice(0, MAX_LINE), line: typeof line === 'number' ? line : null };
}
