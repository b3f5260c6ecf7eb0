import { nodeCrypto } from '@entente/runtime';
import { testSeeds } from './seeds.ts';

testSeeds(7, nodeCrypto());
