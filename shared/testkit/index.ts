/** The only door of this package. */
export * from './core-maker.ts';
export * from './fake-clock.ts';
export * from './memory-secrets.ts';
export * from './memory-store.ts';
export * from './memory-tracker.ts';
export * from './named-copy.ts';
export * from './seeded-random.ts';
export * from './openapi/checker.ts';
export * from './richtext/documents.ts';
export * from './sync-pair.ts';
export * from './crashing-store.ts';
export * from './mortal-ports.ts';
export * from './loopback-partner.ts';
export * from './pair-harness.ts';
export * from './pair-admin.ts';
export * from './raw-host.ts';
