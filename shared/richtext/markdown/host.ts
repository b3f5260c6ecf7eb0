import type { Sources } from '../html/host.ts';

/** How the tracker that stores the Markdown names people and files in it. What is left out, it does not. */
export interface MarkdownHost {
  /** Azure DevOps' own markup of a mentioned person: `@<identity>`. */
  readonly mentions?: boolean;
  /** Where a file of the tracker's is shown from; null: no picture can be made of it. */
  readonly pictureUrl?: (attachmentId: string, filename: string) => string | null;
  /** The file that a picture shows; null: none of this tracker's. */
  readonly attachmentAt?: (address: string) => { readonly id: string; readonly filename: string } | null;
  /** None: every block is written anew. */
  readonly sources?: Sources;
}
