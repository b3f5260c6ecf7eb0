/** The only door of this package. */
export { platform } from './platform.ts';
