/** The server door: the contract and its server half, without React. */
export * from './contract.ts';
export * from './serve.ts';
export * from './client.ts';
