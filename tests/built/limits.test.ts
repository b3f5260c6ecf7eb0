/** What the platform's limits and its several transactions at once make of the sync: nothing is lost, and nothing is there twice. */
import { createServer, type Server } from 'node:http';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { HostCall, ServiceNow } from '@entente/servicenow-scoped/standin';
import { eventually } from '../support/eventually.ts';
import { connectTwo, copied, files, incidents, journal, twins, type TwoInstances } from '../support/two-instances.ts';

const user = 'beth.anglin';
const MiB = 1024 * 1024;

/** Before the right instance: hands on what comes, and keeps the answers back while `late`. */
interface Gate {
  readonly url: string;
  late: boolean;
  /** Bytes of each request's body. */
  readonly sizes: number[];
  release(): void;
  close(): Promise<void>;
}

let target = '';
/** How far the right instance's database is behind. */
let slow = 0;

async function openGate(): Promise<Gate> {
  const held: (() => void)[] = [];
  const sizes: number[] = [];
  const server: Server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks);
      sizes.push(body.length);
      const { host: _, connection: __, 'content-length': ___, ...rest } = request.headers;
      const headers = Object.entries(rest).flatMap(([name, value]): [string, string][] =>
        typeof value === 'string' ? [[name, value]] : [],
      );
      const method = request.method ?? 'GET';
      void fetch(`${target}${request.url ?? ''}`, { method, headers, body: method === 'GET' ? null : body }).then(async (answer) => {
        const text = await answer.text();
        const send = (): void => {
          const auth = answer.headers.get('entente-auth');
          response.writeHead(answer.status, { 'content-type': 'application/json', ...(auth === null ? {} : { 'entente-auth': auth }) });
          response.end(text);
        };
        if (gate.late) held.push(send);
        else send();
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const gate: Gate = {
    url: `http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`,
    late: false,
    sizes,
    release: () => {
      gate.late = false;
      for (const send of held.splice(0)) send();
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
  return gate;
}

let gate: Gate;
let pair: TwoInstances;
let left: ServiceNow;
let right: ServiceNow;

beforeAll(async () => {
  gate = await openGate();
  pair = await connectTwo({
    right: { properties: { 'glide.servlet.uri': `${gate.url}/` }, now: () => Date.now() - slow },
    onRight: (url) => (target = url),
  });
  ({ left, right } = pair);
  expect(await pair.save(left, { filter: 'short_descriptionSTARTSWITHsync' })).toEqual({ kind: 'done' });
});

afterAll(async () => {
  await pair.close();
  await gate.close();
});

const twinNamed = (instance: ServiceNow, name: string) => twins(instance).filter((row) => row['short_description'] === name);

/** With the next such call of a script something else happens at the same time; answers when both have. */
function between(instance: ServiceNow, matches: (call: HostCall) => boolean, act: () => Promise<void>): () => Promise<void> {
  let acted: Promise<void> | null = null;
  instance.control.killNext((call) => {
    if (acted === null && matches(call)) acted = act();
    return false;
  });
  return async () => {
    await eventually(
      'the pump came by',
      () => Promise.resolve(acted !== null),
      (came) => came,
    );
    await acted;
  };
}

test('an incident that a user changes while the pump sends it, and while the pump writes it', async () => {
  const ours = await left.control.insert('incident', { short_description: 'sync changed', description: 'first' }, user);
  const sent = between(
    left,
    (call) => call.op === 'http',
    () => left.control.update('incident', ours, { description: 'second', comments: 'meanwhile' }, user),
  );
  await pair.work();
  await sent();
  await pair.work();
  const [twin] = twinNamed(right, 'sync changed');
  expect(twin).toMatchObject({ description: 'second' });
  const theirs = twin?.['sys_id'] ?? '';
  expect(journal(right, theirs)).toEqual([copied('meanwhile')]);

  const written = between(
    right,
    (call) => call.op === 'update' && call.table === 'incident',
    () => right.control.update('incident', theirs, { short_description: 'sync changed there' }, user),
  );
  await left.control.update('incident', ours, { description: 'third' }, user);
  await pair.work();
  await written();
  await pair.work();
  for (const [instance, sysId] of [
    [left, ours],
    [right, theirs],
  ] as const)
    expect(instance.control.row('incident', sysId)).toMatchObject({ short_description: 'sync changed there', description: 'third' });
});

test('four pumps at once on either side: each incident and comment once', async () => {
  const names = ['sync one', 'sync two', 'sync three'];
  for (const name of names) {
    const sysId = await left.control.insert('incident', { short_description: name }, user);
    await left.control.update('incident', sysId, { comments: `of ${name}` }, user);
  }
  const pumps = (): Promise<unknown> =>
    Promise.all([left, right].flatMap(({ control }) => [1, 2, 3, 4].map(() => control.runScheduled('Entente: work'))));
  await pumps();
  await pumps();
  await pair.work();
  for (const name of names) {
    expect(twinNamed(right, name)).toHaveLength(1);
    expect(journal(right, twinNamed(right, name)[0]?.['sys_id'] ?? '')).toEqual([copied(`of ${name}`)]);
  }
});

const deaths: readonly (readonly [name: string, side: 'left' | 'right', matches: (call: HostCall) => boolean, applied: boolean])[] = [
  ['before the request to the partner', 'left', (call) => call.op === 'http', false],
  ['after the request to the partner, before its answer', 'left', (call) => call.op === 'http', true],
  ['before the incident is made', 'right', (call) => call.op === 'insert' && call.table === 'incident', false],
  ['after the incident was made', 'right', (call) => call.op === 'insert' && call.table === 'incident', true],
  ['after the comment was written', 'right', (call) => call.op === 'update' && call.table === 'incident', true],
  ['while a file is put together', 'right', (call) => call.op === 'insert' && call.table === 'x_entnt_entente_scratch', true],
  ['after the file was copied', 'right', (call) => call.op === 'insert' && call.table === 'sys_attachment', true],
  ['while it writes what it has done', 'right', (call) => call.op === 'update' && call.table === 'x_entnt_entente_record', true],
];

/**
 * What minutes do to what a killed pump has left: its lock and its leases run out, what is tried again later is tried, and what may
 * have been written is looked for, because nothing can be on its way any more.
 */
async function minutesPass(): Promise<void> {
  for (const { control } of [left, right]) {
    await control.settle();
    await control.script(`
      var lock = new GlideRecord('x_entnt_entente_lock');
      lock.query();
      while (lock.next()) { lock.setValue('ends', '1'); lock.update(); }
      var lease = new GlideRecord('x_entnt_entente_record');
      lease.addQuery('kind', 'lease');
      lease.query();
      while (lease.next()) lease.deleteRecord();
      var record = new GlideRecord('x_entnt_entente_record');
      record.addQuery('kind', 'IN', 'twin,remote,inbox,outbox');
      record.query();
      while (record.next()) {
        var value = record.getValue('value');
        var earlier = value.replace(/"(at|retryAt)":(\\d{13})/g, function (all, name, at) {
          return '"' + name + '":' + (parseInt(at, 10) - 300000);
        });
        if (earlier !== value) { record.setValue('value', earlier); record.update(); }
      }
    `);
  }
}

/** With an incident, a comment and a file on their way, the pump dies once at such a call. */
async function dies([name, side, matches, applied]: (typeof deaths)[number]): Promise<void> {
  const control = side === 'left' ? left.control : right.control;
  let died = false;
  control.killNext((call) => {
    const now = !died && matches(call);
    died ||= now;
    return now;
  }, applied);
  const ours = await left.control.insert('incident', { short_description: `sync ${name}`, comments: 'hello' }, user);
  await left.control.attach('incident', ours, 'a.txt', 'text/plain', new TextEncoder().encode('content'), user);
  const work = async (): Promise<boolean> => {
    if (!died) await pair.work(1);
    return died;
  };
  await eventually(`the pump dies ${name}`, work, (is) => is, 60_000);
  await minutesPass();
}

const arrived = (title: string): readonly string[] =>
  twinNamed(right, title).flatMap(({ sys_id: sysId = '' }) => [...journal(right, sysId), ...files(right, sysId)]);

test('pumps that are killed at each step of their work: everything arrives, and once', async () => {
  for (const death of deaths) await dies(death);
  await eventually(
    'all of it arrives',
    async () => {
      await minutesPass();
      await pair.work(1);
      return deaths.filter(([name]) => arrived(`sync ${name}`).length < 2).map(([name]) => name);
    },
    (missing) => missing.length === 0,
    240_000,
  );
  await pair.work(1);
  for (const [name] of deaths) {
    expect(twinNamed(right, `sync ${name}`)).toHaveLength(1);
    expect([name, ...arrived(`sync ${name}`)]).toEqual([name, copied('hello'), 'a.txt 7']);
  }
}, 360_000);

test('what a killed pump was putting together is taken away by the sweep, once it is old', async () => {
  const leave = async (name: string): Promise<string> => {
    const sysId = await right.control.insert('x_entnt_entente_scratch', { name });
    await right.control.attach('x_entnt_entente_scratch', sysId, 'half.bin', 'application/octet-stream', new Uint8Array(10));
    return sysId;
  };
  slow = 2 * 60 * 60_000;
  const old = await leave('of two hours ago');
  slow = 0;
  const young = await leave('of this moment');
  await right.control.runScheduled('Entente: sweep');
  expect([old, young].map((sysId) => [right.control.row('x_entnt_entente_scratch', sysId) !== null, files(right, sysId)])).toEqual([
    [false, []],
    [true, ['half.bin 10']],
  ]);
});

test('a partner that answers too late: the request gives up within the limit, and nothing comes twice', async () => {
  left.control.outboundLimit(300);
  gate.late = true;
  await left.control.insert('incident', { short_description: 'sync answered late' }, user);
  const started = performance.now();
  await left.control.settle();
  await left.control.runScheduled('Entente: work');
  // Well below what a request may take on the host.
  expect(performance.now() - started).toBeLessThan(25_000);
  gate.release();
  left.control.outboundLimit(30_000);
  await eventually(
    'it arrives',
    async () => (await pair.work(1), twinNamed(right, 'sync answered late').length),
    (count) => count > 0,
    120_000,
  );
  await pair.work();
  expect(twinNamed(right, 'sync answered late')).toHaveLength(1);
}, 180_000);

test('a file of the largest size goes in chunks that the instance lets in; a larger one is listed', async () => {
  gate.sizes.length = 0;
  const ours = await left.control.insert('incident', { short_description: 'sync with files' }, user);
  const bytes = (length: number): Uint8Array => Uint8Array.from({ length }, (_, index) => (index * 31) % 251);
  await left.control.attach('incident', ours, 'largest.bin', 'application/octet-stream', bytes(5 * MiB), user);
  await left.control.attach('incident', ours, 'larger.bin', 'application/octet-stream', bytes(5 * MiB + 1), user);
  await eventually(
    'the file is there',
    async () => {
      await pair.work(1);
      return files(right, twinNamed(right, 'sync with files')[0]?.['sys_id'] ?? '');
    },
    (found) => found.length > 0,
    120_000,
  );
  expect(files(right, twinNamed(right, 'sync with files')[0]?.['sys_id'] ?? '')).toEqual([`largest.bin ${5 * MiB}`]);
  expect(Math.max(...gate.sizes)).toBeLessThan(2 * MiB);
}, 180_000);

test('a request that is larger than the instance lets in is refused, and changes nothing', async () => {
  const before = incidents(right).length;
  const response = await fetch(`${right.scopeUrl ?? ''}/entente/v1/connections/${pair.connectionId}/exchange`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: 'x'.repeat(10 * MiB + 1),
  });
  expect(response.status).toBe(413);
  await left.control.insert('incident', { short_description: 'sync after that' }, user);
  await pair.work();
  expect(twinNamed(right, 'sync after that')).toHaveLength(1);
  expect(incidents(right)).toHaveLength(before + 1);
});
