/** The only door of this package. */
export * from './platform.ts';
