export { startPlayground, type Playground, type PlaygroundOptions } from './start.ts';
export { freePort, startCompanionProcess, type CompanionProcess } from './companion-process.ts';
export { pairDataCenter, pairOrganization } from './pair-organization.ts';
