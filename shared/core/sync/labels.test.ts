import { expect, test } from '@jest/globals';
import * as fc from 'fast-check';
import { labelsReceived, labelsSent, noLabels, sameLabels } from './labels.ts';
import type { LabelState } from './twin.schema.ts';

interface Side {
  state: LabelState;
  labels: readonly string[];
  sent: number;
  applied: number;
  readonly inbox: { readonly labels: readonly string[]; readonly own: number; readonly seen: number }[];
}

const newSide = (): Side => ({ state: noLabels(), labels: [], sent: 0, applied: 0, inbox: [] });

function send(from: Side, to: Side): void {
  if (sameLabels(from.labels, from.state.here)) return;
  from.sent++;
  from.state = labelsSent(from.state, from.labels, from.sent);
  to.inbox.push({ labels: from.labels, own: from.sent, seen: from.applied });
}

function receive(side: Side): void {
  const message = side.inbox.shift();
  if (message === undefined) return;
  const { state, labels } = labelsReceived(side.state, side.labels, message.labels, message.seen);
  side.labels = labels;
  side.applied = message.own;
  side.state = state;
}

const step = fc.oneof(
  fc.record({ op: fc.constant('toggle' as const), side: fc.nat(1), label: fc.constantFrom('a', 'b', 'c') }),
  fc.record({ op: fc.constantFrom('send' as const, 'receive' as const), side: fc.nat(1), label: fc.constant('') }),
);

test('3: both sides end with the same set, whatever the order', () => {
  fc.assert(
    fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
      const sides: [Side, Side] = [newSide(), newSide()];
      const run = ({ op, side: which, label }: { op: string; side: number; label: string }) => {
        const [one, other] = which === 0 ? sides : [sides[1], sides[0]];
        if (op === 'toggle') one.labels = one.labels.includes(label) ? one.labels.filter((l) => l !== label) : [...one.labels, label];
        else if (op === 'send') send(one, other);
        else receive(one);
      };
      steps.forEach(run);
      for (let i = 0; i < 100; i++) for (const which of [0, 1]) for (const op of ['send', 'receive']) run({ op, side: which, label: '' });
      expect(sides.map(({ inbox }) => inbox.length)).toEqual([0, 0]);
      expect(sides[0].labels.toSorted()).toEqual(sides[1].labels.toSorted());
    }),
    { numRuns: 5000, seed: 7 },
  );
});

test('what both add at the same time is kept from both', () => {
  const mine = labelsSent(noLabels(), ['a'], 1);
  expect(labelsReceived(mine, ['a'], ['b'], 0).labels).toEqual(['a', 'b']);
});
