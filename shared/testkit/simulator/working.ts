/** Processes of one side at work, for as long as they live. */
import { living } from './connect.ts';
import { startProcess } from './process.ts';
import { strikes } from './world.ts';
import type { Process, SimulatedSide, World } from './world.ts';

/** Works once, with a second worker beside it now and then; what has died is started again. */
export async function someWork(world: World, side: SimulatedSide): Promise<number | null> {
  const workers: Process[] = [await living(world, side)];
  if (strikes(world, 'secondWorker', world.faults.secondWorker)) {
    const second = await startProcess(world, side).catch(() => null);
    side.second = second;
    if (second !== null) workers.push(second);
  }
  const answers = await Promise.all(workers.map((worker) => worked(world, side, worker)));
  side.second = null;
  return answers.reduce((a, b) => (a === null ? b : b === null ? a : Math.min(a, b)), null);
}

async function worked(world: World, side: SimulatedSide, process: Process): Promise<number | null> {
  const until = world.clock.now() + side.clockOffset + 25_000;
  const answer = await Promise.race([process.node.work(until).catch(() => null), process.died]);
  if (answer === 'died' || answer === null || answer.nextAt === null) return null;
  return answer.nextAt - side.clockOffset;
}

export async function guarded(world: World, side: SimulatedSide, act: (process: Process) => Promise<void>): Promise<void> {
  const process = await living(world, side);
  await Promise.race([act(process).catch(() => undefined), process.died]);
}
