import { nodeCrypto } from '@entente/runtime';
import { testSeeds } from './seeds.ts';

testSeeds(1, nodeCrypto());
