/** The only door of this package. */
export * from './clock.ts';
export * from './crypto.ts';
export * from './random.ts';
export * from './rule-runner.ts';
export * from './spool.ts';
export * from './together.ts';
export * from './tracker-hosts.ts';
export * from './upload.ts';
