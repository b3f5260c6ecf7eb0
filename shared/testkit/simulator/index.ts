/** The simulator's door: `@entente/testkit/simulator`. */
export { simulate } from './run.ts';
export type { RunOptions, RunResult } from './run.ts';
