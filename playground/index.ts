export { startPlayground, type Playground, type PlaygroundOptions } from './start.ts';
export type { CompanionProcess } from './companion-process.ts';
