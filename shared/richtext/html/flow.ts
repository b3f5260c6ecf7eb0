import type { LossCounter, RichMark, RichNode } from '@entente/core';
import type { HtmlHost } from './host.ts';
import type { Node } from './tree.ts';

/** How the parts of the decoder read what is inside them. */
export interface Flow {
  readonly losses: LossCounter;
  readonly host: HtmlHost;
  /** What is read. */
  readonly html: string;
  blocks(nodes: readonly Node[], marks: readonly RichMark[]): readonly RichNode[];
}
