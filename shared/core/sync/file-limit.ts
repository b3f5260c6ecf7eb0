/** The largest file that our tracker takes: what the platform can write, and what the tracker's own admin allows, where it tells. */
import { faultOf } from '../fault.ts';
import type { InstanceFacts } from '../node.ts';
import type { Ports } from '../ports.ts';

const REMEMBERED_MS = 10 * 60_000;

export interface FileLimit {
  /** Bytes. */
  largest(): Promise<number>;
}

export function fileLimit(
  { clock, tracker }: Pick<Ports, 'clock' | 'tracker'>,
  { capabilities }: Pick<InstanceFacts, 'capabilities'>,
): FileLimit {
  let known: { readonly at: number; readonly bytes: number | null } | null = null;
  return {
    async largest() {
      if (known === null || known.at + REMEMBERED_MS < clock.now()) known = { at: clock.now(), bytes: await asked() };
      const { write } = capabilities.maxAttachmentBytes;
      return known.bytes === null ? write : Math.min(write, known.bytes);
    },
  };
  async function asked(): Promise<number | null> {
    try {
      return tracker.attachmentLimit === undefined ? null : await tracker.attachmentLimit();
    } catch (caught) {
      // Then the tracker says so when a file is too large.
      if (faultOf(caught).retry === 'later') throw caught;
      return null;
    }
  }
}
