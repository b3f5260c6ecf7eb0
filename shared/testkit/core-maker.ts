import { createNode, createSyncEngine } from '@entente/core';

/**
 * What the harnesses make nodes and engines with: the core as it is imported. A test's setup may put a core here that was built
 * for a host, so that the same tests run against that.
 */
export const coreMaker = { createNode, createSyncEngine };
