import type { LossCounter, RichMark, RichNode } from '@entente/core';
import type { Node } from './tree.ts';

/** How the parts of the decoder read what is inside them. */
export interface Flow {
  readonly losses: LossCounter;
  blocks(nodes: readonly Node[], marks: readonly RichMark[]): readonly RichNode[];
}
