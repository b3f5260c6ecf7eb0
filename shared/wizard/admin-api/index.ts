/** The server door: the contract without React. */
export * from './contract.ts';
