/** Requests between the instances of a world, and what happens to them on the way. */
import type { PartnerAnswer, PartnerCall, PartnerReply, PartnerRequest } from '@entente/core';
import { watchRequest } from './watch.ts';
import { advance, later, note, strikes } from './world.ts';
import type { World } from './world.ts';

/** A request that is given up is on its way no longer than this. */
const LATEST_MS = 60_000;
const LOST: PartnerReply = { kind: 'failed', why: 'timeout', detail: 'lost' };

export async function call(world: World, from: string, asked: PartnerCall): Promise<PartnerReply> {
  const { network } = world.faults;
  const { random } = world;
  const told = (what: string): void =>
    note(world, from, `${asked.method} ${asked.baseUrl.slice(8, 13)} …${asked.route.slice(-14)} ${what}`);
  if (strikes(world, 'network.slow', network.slow)) advance(world, random.upTo(3000));
  if (strikes(world, 'network.redirect', network.redirect)) {
    told('✗ is sent on to a sign-in page');
    return { kind: 'failed', why: 'redirect', detail: 'a login page' };
  }
  if (strikes(world, 'network.lost', network.lost)) {
    told('✗ lost on its way');
    return LOST;
  }
  const request: PartnerRequest = {
    method: asked.method,
    route: asked.route,
    auth: asked.auth === null ? [] : [asked.auth],
    body: asked.body,
  };
  if (world.requests.length < 200) world.requests.push({ baseUrl: asked.baseUrl, request });
  if (strikes(world, 'network.late', network.late)) {
    told('✗ is given up, and arrives later');
    later(world, 1000 + random.upTo(LATEST_MS), 'request', () => {
      told('arrives now');
      void deliver(world, asked.baseUrl, request);
    });
    return LOST;
  }
  if (strikes(world, 'network.garbled', network.garbage)) {
    told('arrives garbled first');
    await deliver(world, asked.baseUrl, {
      ...request,
      body: random.pick(['', '{}', request.body.slice(1), request.body.replace(/[0-9]/, '7')]),
    });
  }
  watchRequest(world, asked.baseUrl, asked.route);
  const answer = await deliver(world, asked.baseUrl, request);
  if (answer === null) {
    told('✗ nobody answers');
    return { kind: 'failed', why: 'unreachable', detail: 'nobody answers' };
  }
  if (strikes(world, 'network.twice', network.twice)) {
    told('arrives twice');
    await deliver(world, asked.baseUrl, request);
  }
  if (strikes(world, 'network.answerLost', network.answerLost)) {
    told('✗ its answer is lost');
    return LOST;
  }
  if (strikes(world, 'network.garbage', network.garbage)) {
    told('✗ garbage for an answer');
    return garbled(world, answer);
  }
  if (world.trace !== null) told(`→ ${bodyWords(asked.body)} ← ${bodyWords(answer.body)}`);
  return { kind: 'answer', status: answer.status, contentType: 'application/json', auth: answer.auth, body: answer.body };
}

interface Spoken {
  readonly stream?: string;
  readonly ack?: { readonly stream: string | null; readonly n: number };
  readonly fork?: boolean;
  readonly msgs?: readonly {
    readonly n: number;
    readonly type: string;
    readonly body: {
      readonly from?: { readonly id: string };
      readonly to?: { readonly id: string } | null;
      readonly version?: { readonly own: number; readonly seen: number };
      readonly about?: { readonly issue: string | null; readonly version: number | null };
      readonly changed?: { readonly [member: string]: number };
    };
  }[];
}

/** An exchange for the trace: its messages on their stream, by its first letters, and what it acknowledges. */
function bodyWords(body: string): string {
  if (body === '' || body.startsWith('{"error"')) return body;
  const { stream, ack, fork = false, msgs = [] } = JSON.parse(body) as Spoken;
  const words = msgs.map(({ n, type, body: { from, to, version, about, changed } }) => {
    if (about !== undefined) return `${n} ${type} ${about.issue ?? ''} v${about.version ?? ''}`;
    if (from === undefined) return `${n} ${type}`;
    return `${n} ${type} ${from.id}→${to?.id ?? '?'} v${version?.own ?? ''} seen ${version?.seen ?? ''} (${Object.entries(changed ?? {})
      .map(([name, at]) => `${name} ${at}`)
      .join(' ')})`;
  });
  if (stream === undefined || ack === undefined) return words.join(', ');
  const had = ack.stream === null ? '' : `, has ${ack.stream.slice(0, 4)}:${ack.n}`;
  return `[${stream.slice(0, 4)}${had}${fork ? ', asks for a new stream' : ''}] ${words.length === 0 ? 'nothing' : words.join(', ')}`;
}

/** Null: nobody is there, or dies over it. */
async function deliver(world: World, baseUrl: string, request: PartnerRequest): Promise<PartnerAnswer | null> {
  const side = world.sides.find((one) => one.baseUrl === baseUrl);
  const process = side?.second !== null && side?.second !== undefined && world.random.happens(0.5) ? side.second : (side?.process ?? null);
  if (process === null || process.dead()) return null;
  // A process that throws answers 500, which is no answer.
  const answer = await Promise.race([process.node.answerPartner(request).catch(() => null), process.died]);
  return answer === 'died' ? null : answer;
}

function garbled(world: World, answer: PartnerAnswer): PartnerReply {
  const html = '<!doctype html><title>502 Bad Gateway</title>';
  const cut = answer.body.slice(0, world.random.upTo(answer.body.length + 1));
  const body = world.random.pick([html, cut, answer.body.replace(/[0-9]/, '7'), '{}']);
  return {
    kind: 'answer',
    status: world.random.pick([200, 502]),
    contentType: world.random.pick(['application/json', 'text/html']),
    auth: answer.auth,
    body,
  };
}

/** Somebody who recorded a request sends it again, long after. */
export async function replay(world: World): Promise<void> {
  if (world.requests.length === 0) return;
  const { baseUrl, request } = world.random.pick(world.requests);
  note(world, 'wire', `an old request comes again: ${request.method} …${request.route.slice(-14)}`);
  await deliver(world, baseUrl, request);
}
