import type { RichNode } from '@entente/core';

/** What a tracker gave, by the block that was read of it: a block that nobody edited is written as it stands there. */
export interface Sources {
  get(block: RichNode): string | undefined;
  set(block: RichNode, source: string): unknown;
}

/** How the tracker that stores the HTML names people and files in it. What is left out, it does not. */
export interface HtmlHost {
  /** Azure DevOps' own markup of a mentioned person: `data-vss-mention="version:2.0,{identity}"`. */
  readonly mentions?: boolean;
  /** Where a file of the tracker's is shown from; null: no picture can be made of it. */
  readonly pictureUrl?: (attachmentId: string, filename: string) => string | null;
  /** The file that a picture shows; null: none of this tracker's. */
  readonly attachmentAt?: (address: string) => { readonly id: string; readonly filename: string } | null;
  /** None: every block is written anew. */
  readonly sources?: Sources;
}
