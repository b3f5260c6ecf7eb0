/** What a user waits for: one change at a time, each awaited before the next. */
import { eventually } from '../support/eventually.ts';
import type { Findings } from './findings.ts';
import { measure } from './measure.ts';
import { percentile, printLag } from './report.ts';
import type { Stage } from './stage.ts';
import { usersOf } from './users.ts';

async function lagsOf(stage: Stage, issues: readonly string[], label: string): Promise<readonly number[]> {
  const users = usersOf(stage.from.host);
  const lags: number[] = [];
  for (const [n, issue] of issues.entries()) {
    const summary = `${label} ${n}`;
    const arrived = stage.to.host.arrival(summary);
    await users.edit(issue, summary);
    const edited = Date.now();
    lags.push(Math.max(0, (await arrived) - edited));
  }
  return lags;
}

export interface OneByOne {
  readonly name: string;
  /** p95, in milliseconds. */
  readonly target: number;
}

/** `issues`: each is edited once. */
export async function editOneByOne(stage: Stage, findings: Findings, { name, target }: OneByOne, issues: readonly string[]): Promise<void> {
  const title = `${name}: ${issues.length} single-field edits, one at a time`;
  const { lags } = await measure(stage, { title, items: issues.length, item: 'edit' }, async () => {
    const started = Date.now();
    const found = await lagsOf(stage, issues, name);
    return { seconds: (Date.now() - started) / 1000, lags: found };
  });
  const p95 = percentile(lags ?? [], 0.95);
  findings.note(
    name,
    `lag p95 under ${target / 1000} s, one change at a time`,
    `${p95} ms (p50 ${percentile(lags ?? [], 0.5)} ms)`,
    p95 < target,
  );
}

/** Changes between two turns. */
const TURN = 20;
const MOST_WORSE = 0.05;

export interface Beside {
  /** The summary of the issue that fails. */
  readonly failing: string;
  /** How many others' changes are measured, half of them beside it. */
  readonly changes: number;
}

/**
 * Of the same connection, by turns without and with an issue whose every write is refused for good. That issue is edited once at the
 * beginning of each turn, and is applied where it is not refused.
 */
export async function besideFailing(
  stage: Stage,
  findings: Findings,
  issues: readonly string[],
  { failing, changes }: Beside,
): Promise<void> {
  const users = usersOf(stage.from.host);
  const [twin] = await stage.to.host.seen(failing);
  const [original] = await stage.from.host.seen(failing);
  if (twin === undefined || original === undefined) throw new Error(`No ${failing}`);
  const lags: { readonly without: number[]; readonly beside: number[] } = { without: [], beside: [] };
  for (let turn = 0; turn < changes / TURN; turn++) {
    const refused = turn % 2 === 1;
    await stage.to.host.refuse(refused ? twin.id : null);
    const summary = `${failing}, turn ${turn}`;
    const arrived = refused ? null : stage.to.host.arrival(summary);
    await users.edit(original.id, summary);
    await (arrived ?? errorTold(stage));
    const these = Array.from({ length: TURN }, (_, n) => issues[(turn * TURN + n) % issues.length] ?? '');
    (refused ? lags.beside : lags.without).push(...(await lagsOf(stage, these, `Turn ${turn}`)));
  }
  await stage.to.host.refuse(null);
  console.log('\nOne permanently failing issue, and the others of its connection, by turns in the same run');
  printLag('  without it: ', lags.without);
  printLag('  beside it:  ', lags.beside);
  const worse = (share: number, without: readonly number[], beside: readonly number[]): number =>
    percentile(beside, share) / Math.max(1, percentile(without, share)) - 1;
  const percent = (value: number): string => `${(value * 100).toFixed(1)} %`;
  const [low, high] = interval((without, beside) => worse(0.95, without, beside), lags.without, lags.beside);
  const told = `${percent(worse(0.95, lags.without, lags.beside))} (between ${percent(low)} and ${percent(high)}), p50 ${percent(worse(0.5, lags.without, lags.beside))}`;
  console.log(`  worse beside it: p95 ${told}`);
  findings.note('failing', 'p95 of the others no more than 5 % worse', told, high <= MOST_WORSE ? true : low > MOST_WORSE ? false : null);
}

async function errorTold(stage: Stage): Promise<void> {
  await eventually(
    'the error is told',
    async () => (await stage.to.admin.connection({ connectionId: stage.connectionId }))?.counts.errors ?? 0,
    (errors) => errors > 0,
    60_000,
    100,
  );
}

const SAMPLES = 2000;

/** In which the figure lies in 95 of 100 cases, by drawing from what was measured (the bootstrap). The same for the same figures. */
function interval(
  figure: (a: readonly number[], b: readonly number[]) => number,
  a: readonly number[],
  b: readonly number[],
): readonly [number, number] {
  let state = 7;
  const draw = (from: readonly number[]): readonly number[] =>
    from.map(() => {
      state = (state * 48_271) % 2_147_483_647;
      return from[state % from.length] ?? 0;
    });
  const figures = Array.from({ length: SAMPLES }, () => figure(draw(a), draw(b)));
  return [percentile(figures, 0.025), percentile(figures, 0.975)];
}
