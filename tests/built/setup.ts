/** The harnesses of this test file make nodes and engines of the built core. */
import { afterAll } from '@jest/globals';
import { coreMaker } from '@entente/testkit';
import { BuiltNodes } from './nodes.ts';

const built = new BuiltNodes();
coreMaker.createNode = built.createNode;
coreMaker.createSyncEngine = built.createSyncEngine;

afterAll(() => built.close());
