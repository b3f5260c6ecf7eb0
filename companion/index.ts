/** The only door of this package. */
export { readConfiguration } from './configuration.ts';
export type { Configuration } from './configuration.ts';
export { startCompanion } from './start.ts';
export type { Companion } from './start.ts';
