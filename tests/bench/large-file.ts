/**
 * `node tests/bench/large-file.ts`: one large attachment between two trackers behind companions in processes of their own, W5 of the
 * benchmark. Prints how long it takes and the companions' memory above idle, as the kernel counts it (Linux).
 *
 *     --size 50                    MiB
 *     --from jira-data-center
 *     --to azure-devops
 */
import { readFileSync, readdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openAllHosts } from '../support/all-hosts.ts';
import { eventually } from '../support/eventually.ts';
import { hostKinds, projectFor, type HostKind } from '../support/instances.ts';
import { connectSides } from '../support/room.ts';

const { values } = parseArgs({
  options: {
    size: { type: 'string', default: '50' },
    from: { type: 'string', default: 'jira-data-center' },
    to: { type: 'string', default: 'azure-devops' },
  },
});
const kindOf = (text: string): HostKind => {
  const kind = hostKinds.find((one) => one === text);
  if (kind === undefined) throw new Error(`No host is called ${text}: ${hostKinds.join(', ')}`);
  return kind;
};
const [from, to] = [kindOf(values.from), kindOf(values.to)];
const size = Number(values.size) * 1024 * 1024;
const MiB = (kilobytes: number): string => (kilobytes / 1024).toFixed(0);

interface Memory {
  /** KiB. */
  readonly now: number;
  readonly peak: number;
}

/** Of this process' companions. Without a peak that is set back, the peak is since they started. */
function memories(): ReadonlyMap<string, Memory> {
  const found = new Map<string, Memory>();
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    try {
      const status = readFileSync(`/proc/${pid}/status`, 'utf8');
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      if (!status.includes(`\nPPid:\t${process.pid}\n`) || !command.includes('companion')) continue;
      const field = (name: string): number => Number(new RegExp(`${name}:\\s+(\\d+) kB`).exec(status)?.[1] ?? 0);
      found.set(pid, { now: field('VmRSS'), peak: field('VmHWM') });
    } catch {
      // It has ended meanwhile.
    }
  }
  return found;
}

const hosts = await openAllHosts({ companions: 2, rest: '7.1', serviceNow: false });
try {
  const [here, there] = [hosts.inviting.get(from), hosts.accepting.get(to)];
  if (here === undefined || there === undefined) throw new Error('Not started.');
  await connectSides(
    { host: here.kind, admin: here.admin, project: projectFor[to] },
    { host: there.kind, admin: there.admin, project: projectFor[from] },
  );
  const issue = await here.people.create(projectFor[to], { summary: 'Large', type: 'Bug' });
  const twin = await eventually(
    'the twin',
    () => there.people.all(projectFor[from]).find(({ summary }) => summary === 'Large') ?? null,
    (seen) => seen !== null,
    60_000,
  );
  const idle = memories();
  const bytes = Buffer.alloc(size, Buffer.from(Uint8Array.from({ length: 65_537 }, (_, i) => (i * 31) % 251)));
  const started = performance.now();
  await here.people.attach(issue, 'large.bin', bytes);
  console.log(`${values.size} MiB, ${from} → ${to}: attached by the user after ${((performance.now() - started) / 1000).toFixed(1)} s`);
  const begun = performance.now();
  let most = idle;
  await eventually(
    'the file',
    () => {
      most = new Map([...memories()].map(([pid, memory]) => [pid, { ...memory, now: Math.max(memory.now, most.get(pid)?.now ?? 0) }]));
      return there.people.seen(twin?.id ?? '').attachments.some((one) => one.bytes.length === size && one.bytes.equals(bytes));
    },
    (whole) => whole,
    1_200_000,
    500,
  );
  const seconds = (performance.now() - begun) / 1000;
  console.log(`arrived, byte for byte, after ${seconds.toFixed(1)} s: ${(size / 1024 / 1024 / seconds).toFixed(1)} MiB/s`);
  for (const [pid, { now }] of most) {
    const before = idle.get(pid)?.now ?? 0;
    console.log(`companion: ${MiB(before)} MiB idle, at most ${MiB(now)} MiB, ${MiB(now - before)} MiB above`);
  }
} finally {
  await hosts.close();
}
