/**
 * What an admin says of an instance that is another one than before: moved, or copied.
 *
 * 1. Copied is asked about once more: the connections do not come back.
 */
import type { AdminInput, AdminOutput } from '../../admin-api/contract.ts';
import type { Table } from '../machine.ts';
import type { Problem } from '../problem.ts';

type Answer = AdminInput<'settleInstanceChange'>['answer'];
export type InstanceState = 'open' | 'asking' | 'settling' | 'settled';

export interface InstanceData {
  readonly trouble: Problem | null;
}

type Failed = { readonly kind: 'failed'; readonly problem: Problem };
type Settled = { readonly type: 'settled'; readonly answer: AdminOutput<'settleInstanceChange'> | Failed };
export type InstanceEvent =
  | { readonly type: 'moved' }
  | { readonly type: 'copied' }
  | { readonly type: 'sure' }
  | { readonly type: 'notSure' }
  | Settled;
export type InstanceEffect = { readonly type: 'settle'; readonly answer: Answer };

export const startInstance: InstanceData = { trouble: null };

const settle = (answer: Answer) => (): readonly InstanceEffect[] => [{ type: 'settle', answer }];
const isDone = (_: InstanceData, { answer }: Settled): boolean => answer.kind === 'done';

function say(data: InstanceData, { answer }: Settled): InstanceData {
  if (answer.kind === 'done') return data;
  return { trouble: answer.kind === 'failed' ? answer.problem : { code: answer.code, params: answer.params } };
}

export const instanceTable = {
  open: {
    moved: [{ to: 'settling', change: () => startInstance, effects: settle('moved') }],
    copied: [{ to: 'asking', change: () => startInstance }],
  },
  asking: {
    sure: [{ to: 'settling', effects: settle('copied') }],
    notSure: [{ to: 'open' }],
  },
  settling: {
    settled: [
      { to: 'settled', when: isDone },
      { to: 'open', change: say },
    ],
  },
  settled: {},
} as const satisfies Table<InstanceState, InstanceData, InstanceEvent, InstanceEffect>;
