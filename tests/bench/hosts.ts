/** The processes of a measurement: stand-ins and the companion, what each is asked, and what each costs. */
import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Counted, EventCounts, HostAnswer, Started, Whole } from './host-protocol.ts';

export type HostKind = 'jira' | 'azure-devops' | 'data-center';

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly status: number;
}

export interface HostProcess {
  readonly kind: HostKind;
  readonly pid: number;
  readonly started: Started;
  /** Entente's own. */
  requests(): Promise<readonly Asked[]>;
  forget(): Promise<void>;
  /** Null: the host runs no app of its own. */
  exchanges(): Promise<number | null>;
  latency(ms: number): Promise<void>;
  seen(prefix: string): Promise<readonly Counted[]>;
  whole(prefix: string): Promise<readonly Whole[]>;
  trouble(share: number): Promise<void>;
  events(): Promise<EventCounts>;
  /** Requests that were carried out without an answer. */
  lost(): Promise<number>;
  /** Every write to this issue from now on; null: none any more. */
  refuse(issue: string | null): Promise<void>;
  allowEgress(url: string): Promise<void>;
  sweep(): Promise<void>;
  admin(method: string, input: unknown): Promise<unknown>;
  /** When an issue of this summary, or a comment of this text, was first there (ms). */
  arrival(summary: string): Promise<number>;
  /** The same of each that has come. */
  arrivals(summaries: readonly string[]): Promise<readonly (number | null)[]>;
  close(): Promise<void>;
}

export async function startHost(kind: HostKind): Promise<HostProcess> {
  const child = fork(join(import.meta.dirname, 'host-process.ts'), [kind], { stdio: ['ignore', 'inherit', 'inherit', 'ipc'] });
  const ask = asker(child);
  // oxlint-disable-next-line typescript/no-unsafe-type-assertion -- both ends are the bench's own (host-protocol.ts)
  const typed = async <Value>(verb: string, argument?: unknown): Promise<Value> => (await ask(verb, argument)) as Value;
  return {
    kind,
    pid: child.pid ?? 0,
    started: await typed<Started>('start'),
    requests: () => typed('requests'),
    forget: () => typed('forget'),
    exchanges: () => typed('exchanges'),
    latency: (ms) => typed('latency', ms),
    seen: (prefix) => typed('seen', prefix),
    whole: (prefix) => typed('whole', prefix),
    trouble: (share) => typed('trouble', share),
    events: () => typed('events'),
    lost: () => typed('lost'),
    refuse: (issue) => typed('refuse', issue),
    allowEgress: (url) => typed('allowEgress', url),
    sweep: () => typed('sweep'),
    admin: (method, input) => typed('admin', [method, input]),
    arrival: (summary) => typed('arrival', summary),
    arrivals: (summaries) => typed('arrivals', summaries),
    close: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.disconnect();
      await ended;
    },
  };
}

function asker(child: ChildProcess): (verb: string, argument: unknown) => Promise<unknown> {
  const waiting = new Map<number, { readonly done: (value: unknown) => void; readonly failed: (error: Error) => void }>();
  let serial = 0;
  child.on('message', (answer: HostAnswer) => {
    const asked = waiting.get(answer.id);
    waiting.delete(answer.id);
    if (answer.error === undefined) asked?.done(answer.value);
    else asked?.failed(new Error(answer.error));
  });
  child.once('exit', (code) => {
    for (const { failed } of waiting.values()) failed(new Error(`A stand-in's process ended (${code ?? 'signal'}).`));
  });
  return async (verb, argument) =>
    await new Promise((done, failed) => {
      serial += 1;
      waiting.set(serial, { done, failed });
      child.send({ id: serial, verb, argument: argument ?? null });
    });
}

export interface Cost {
  /** MiB, at this moment. */
  readonly memory: number;
  /** Seconds of processor time since its start; null where the system does not tell. */
  readonly cpu: number | null;
}

const MiB = 1024;
const TICKS = 100;

/** Linux tells of every process; elsewhere only this one is known. */
export function costOf(pid: number): Cost | null {
  try {
    const memory = Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0) / MiB;
    const times = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
    return { memory, cpu: (Number(times[11] ?? 0) + Number(times[12] ?? 0)) / TICKS };
  } catch {
    return null;
  }
}

export interface Watched {
  readonly name: string;
  readonly pid: () => number;
}

export interface CostReport {
  readonly name: string;
  readonly idle: number;
  readonly peak: number;
  readonly cpu: number;
}

/** Looks at the processes until the answer is called, which tells what they took. */
export function watchCosts(processes: readonly Watched[]): () => readonly CostReport[] {
  const rows = processes.map(({ name, pid }) => ({ name, pid, before: costOf(pid()), peak: 0 }));
  const look = (): void => {
    for (const row of rows) row.peak = Math.max(row.peak, costOf(row.pid())?.memory ?? 0);
  };
  const timer = setInterval(look, 50);
  return () => {
    clearInterval(timer);
    look();
    return rows.map(({ name, pid, before, peak }) => ({
      name,
      idle: before?.memory ?? 0,
      peak,
      cpu: (costOf(pid())?.cpu ?? 0) - (before?.cpu ?? 0),
    }));
  };
}
