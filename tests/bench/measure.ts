/** One measurement: what was asked of whom, how long it took, and what it cost; all of it printed. */
import { eventually } from '../support/eventually.ts';
import { watchCosts, type CostReport } from './hosts.ts';
import { printCalls, printCosts, printLag, type Counts } from './report.ts';
import type { Stage } from './stage.ts';

export async function forget(stage: Stage): Promise<void> {
  await stage.from.host.forget();
  await stage.to.host.forget();
}

/** Longer than Entente ever pauses between two steps of its work. */
const QUIET_MS = 2500;

/** Nothing waits in either queue, and no tracker has been asked anything for a while. */
export async function quiet(stage: Stage): Promise<void> {
  let last = '';
  let since = Date.now();
  await eventually(
    'quiet',
    async () => {
      const waiting: number[] = [];
      for (const { admin } of [stage.from, stage.to]) {
        const view = await admin.connection({ connectionId: stage.connectionId });
        waiting.push(view === null ? 0 : view.counts.waitingToSend + view.counts.waitingToApply);
      }
      const asked = [(await stage.from.host.requests()).length, (await stage.to.host.requests()).length];
      const now = [...waiting, ...asked].join();
      if (now !== last) since = Date.now();
      last = now;
      return waiting.every((count) => count === 0) && Date.now() - since > QUIET_MS;
    },
    (is) => is,
    120_000,
    500,
  );
}

export interface Acted {
  /** From the first of what users did to the last of it arriving. */
  readonly seconds: number;
  /** Milliseconds from the user's answer to the twin, of what arrived; null: not observed here. */
  readonly lags: readonly number[] | null;
  /** What else is to be said of it. */
  readonly note?: string;
}

export interface Measured extends Acted, Counts {
  readonly costs: readonly CostReport[];
}

export interface Measuring {
  readonly title: string;
  readonly items: number;
  /** One of them, in a word. */
  readonly item: string;
}

export async function measure(stage: Stage, { title, items, item }: Measuring, act: () => Promise<Acted>): Promise<Measured> {
  await forget(stage);
  const before = await stage.from.host.exchanges();
  const watch = watchCosts(stage.processes);
  const acted = await act();
  const costs = watch();
  await quiet(stage).catch(() => console.log('  still at work after two minutes'));
  const rate = (items / acted.seconds).toFixed(1);
  console.log(`\n${title} in ${acted.seconds.toFixed(1)} s: ${rate} ${item}s/s${acted.note === undefined ? '' : `; ${acted.note}`}`);
  const counts = await printCalls(stage, items, item);
  const after = await stage.from.host.exchanges();
  const exchanges = before === null || after === null ? null : (after - before) / items;
  console.log(
    `  partner requests: ${exchanges === null ? 'both nodes are inside the companion, and are not counted' : `${exchanges.toFixed(2)} per ${item}`}`,
  );
  if (acted.lags !== null) printLag('  ', acted.lags);
  printCosts(costs, items, item);
  return { ...acted, ...counts, costs };
}
