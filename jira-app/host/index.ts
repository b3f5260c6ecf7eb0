/** The app's functions, as the manifest names them: `index.<export>`. */
export { admin } from './admin.ts';
export { onIssue, onLifecycle, sweep, work } from './events.ts';
export { partner } from './inbound.ts';
