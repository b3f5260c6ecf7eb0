/** Blocks that a tracker gave are written as they stand there (Sources), whatever the model does not carry of them. */
import { richDocument, sameDocument, sumLosses, type Encoded, type Loss, type RichDocument, type RichNode } from '@entente/core';
import type { Sources } from './host.ts';

interface Dialect {
  readonly sources: Sources | undefined;
  /** What stands between two blocks. */
  readonly between: string;
  readonly encode: (document: RichDocument) => Encoded<string>;
  /** Without noting sources. */
  readonly decode: (native: string) => RichDocument;
}

interface Piece {
  readonly native: string;
  readonly reads: RichDocument;
  readonly losses: readonly Loss[];
}

/** Null: where it stands alone it says something else. */
function asGiven(block: RichNode, { sources, decode }: Dialect): Piece | null {
  const native = sources?.get(block);
  const reads = native === undefined ? null : decode(native);
  return native !== undefined && reads !== null && sameDocument(reads, richDocument([block])) ? { native, reads, losses: [] } : null;
}

function anew(blocks: readonly RichNode[], { encode, decode }: Dialect): readonly Piece[] {
  if (blocks.length === 0) return [];
  const { native, losses } = encode(richDocument(blocks));
  return [{ native, losses, reads: decode(native) }];
}

/** What is read of it all is what is read of its pieces; else all of it is written anew. */
export function withSources(document: RichDocument, dialect: Dialect): Encoded<string> {
  const pieces: Piece[] = [];
  let others: RichNode[] = [];
  for (const block of document.content) {
    const given = asGiven(block, dialect);
    if (given === null) others.push(block);
    else {
      pieces.push(...anew(others, dialect), given);
      others = [];
    }
  }
  if (others.length === document.content.length) return dialect.encode(document);
  pieces.push(...anew(others, dialect));
  const written = pieces.filter(({ native }) => native !== '');
  const native = written.map((piece) => piece.native).join(dialect.between);
  const meant: RichNode[] = [];
  for (const { reads } of written) meant.push(...reads.content);
  return sameDocument(dialect.decode(native), richDocument(meant))
    ? { native, losses: sumLosses(pieces.map(({ losses }) => losses)) }
    : dialect.encode(document);
}
