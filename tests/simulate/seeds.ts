/**
 * The seeds of `npm test`, split over several files, so that jest's workers share them. They run in a process of their own: in one of
 * jest's they would take three times as long.
 */
import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from '@jest/globals';

const SEEDS = 2000;
const FILES = 4;
/** Of one file, on a machine that is busy with others. */
const LONGEST_MS = 900_000;

/** Registers the test of one of the files, counted from 1. What a seed that fails has printed is in the error. */
export function testSeeds(file: number): void {
  const each = SEEDS / FILES;
  const from = (file - 1) * each + 1;
  test(
    `what users do arrives once, whatever goes wrong: seeds ${from} to ${from + each - 1}`,
    async () => {
      const { code, said } = await run(['--from', String(from), '--seeds', String(each)]);
      if (code !== 0) throw new Error(said);
      expect(said).toMatch(new RegExp(`^${each} seeds from ${from} .*everything held`, 'm'));
      console.log(said.trim());
    },
    LONGEST_MS,
  );
}

async function run(args: readonly string[]): Promise<{ readonly code: number | null; readonly said: string }> {
  const child = spawn(process.execPath, [join(import.meta.dirname, 'main.ts'), ...args]);
  let said = '';
  const listen = (data: Buffer): void => void (said += data.toString());
  child.stdout.on('data', listen);
  child.stderr.on('data', listen);
  const code = await new Promise<number | null>((resolve) => child.once('close', resolve));
  return { code, said };
}
