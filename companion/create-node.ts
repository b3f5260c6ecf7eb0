import type { EntenteNode, InstanceFacts, Ports } from '@entente/core';

export type CreateNode = (ports: Ports, facts: InstanceFacts) => EntenteNode;

export const createNode: CreateNode = () => {
  throw new Error('The core has no node yet.');
};
