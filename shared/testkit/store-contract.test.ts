import { memoryStore } from './memory-store.ts';
import { storeContract } from './store-contract.ts';

storeContract('The store in memory', async () => ({ store: memoryStore(), neighbour: memoryStore() }));
