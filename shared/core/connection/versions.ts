/** Version negotiation. PROTOCOL §5. Versions compare number by number: `1.14.0` is above `1.2.0`. */
import type { NodeInfo } from './node-info.schema.ts';

type Ranges = Pick<NodeInfo, 'minHubObjectsVersion' | 'maxHubObjectsVersion' | 'minRestVersion' | 'maxRestVersion'>;

/** What this implementation speaks. */
export const OWN_RANGES: Ranges = {
  minHubObjectsVersion: '1.0.0',
  maxHubObjectsVersion: '1.0.0',
  minRestVersion: '1.0.0',
  maxRestVersion: '1.0.0',
};

export type Negotiated =
  | { readonly kind: 'agreed'; readonly rest: string; readonly hubObjects: string }
  /** `whose` is behind; `ours` and `theirs` are the ranges an admin sees. */
  | {
      readonly kind: 'none';
      readonly behind: 'ours' | 'theirs';
      readonly what: 'rest' | 'hubObjects';
      readonly ours: string;
      readonly theirs: string;
    };

export function negotiate(ours: Ranges, theirs: Ranges): Negotiated {
  const rest = agree('rest', [ours.minRestVersion, ours.maxRestVersion], [theirs.minRestVersion, theirs.maxRestVersion]);
  const hubObjects = agree(
    'hubObjects',
    [ours.minHubObjectsVersion, ours.maxHubObjectsVersion],
    [theirs.minHubObjectsVersion, theirs.maxHubObjectsVersion],
  );
  if (typeof rest !== 'string') return rest;
  if (typeof hubObjects !== 'string') return hubObjects;
  return { kind: 'agreed', rest, hubObjects };
}

/** Negative: `a` is below `b`. A part that is not a number counts as 0. */
export function compareVersions(a: string, b: string): number {
  const [left, right] = [numbers(a), numbers(b)];
  for (let i = 0; i < Math.max(left.length, right.length); i++) {
    const difference = (left[i] ?? 0) - (right[i] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** Both ranges in one text, for an admin. */
export function rangesOf(ranges: Ranges): string {
  return (
    'REST ' +
    ranges.minRestVersion +
    '–' +
    ranges.maxRestVersion +
    ', hub objects ' +
    ranges.minHubObjectsVersion +
    '–' +
    ranges.maxHubObjectsVersion
  );
}

type Range = readonly [min: string, max: string];

function agree(what: 'rest' | 'hubObjects', ours: Range, theirs: Range): string | Extract<Negotiated, { kind: 'none' }> {
  const highest = compareVersions(ours[1], theirs[1]) <= 0 ? ours[1] : theirs[1];
  const lowest = compareVersions(ours[0], theirs[0]) >= 0 ? ours[0] : theirs[0];
  if (compareVersions(highest, lowest) >= 0) return highest;
  const behind = compareVersions(ours[1], theirs[0]) < 0 ? 'ours' : 'theirs';
  return { kind: 'none', behind, what, ours: ours.join('–'), theirs: theirs.join('–') };
}

function numbers(version: string): readonly number[] {
  return version.split('.').map((part) => (/^[0-9]{1,9}$/.test(part) ? Number(part) : 0));
}
