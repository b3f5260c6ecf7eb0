/** The only door of this package. */
export * from './fake-clock.ts';
export * from './memory-secrets.ts';
export * from './memory-store.ts';
export * from './memory-tracker.ts';
export * from './seeded-random.ts';
export * from './openapi/checker.ts';
export * from './richtext/documents.ts';
