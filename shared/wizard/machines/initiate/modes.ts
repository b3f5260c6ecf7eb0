/** Which configuration modes can be chosen now, and why the others cannot. */
import type { InitiateData, Mode } from './data.ts';

/** A key of the catalogue's `mode.because.…`; null: it can be chosen. */
export type ModeObstacle = 'noUrl' | 'notYet' | 'destination' | null;

export function modeObstacle(data: Pick<InitiateData, 'withoutUrl' | 'destination'>, mode: Mode): ModeObstacle {
  if (mode === 'VISUAL') return data.withoutUrl ? 'noUrl' : 'notYet';
  if (!data.withoutUrl && data.destination.kind === 'found' && !data.destination.modes.includes(mode)) return 'destination';
  return null;
}
