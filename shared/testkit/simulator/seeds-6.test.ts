import { nodeCrypto } from '@entente/runtime';
import { testSeeds } from './seeds.ts';

testSeeds(6, nodeCrypto());
