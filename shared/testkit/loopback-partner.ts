/**
 * A Partner port that hands requests to other nodes in this process, by base URL, and what a network does to them.
 *
 * 1. Requests and answers travel as text; a header is a header, and nobody is reached who has no URL.
 * 2. A fault is asked for each call: the request lost (nothing arrives), the answer lost (it arrived all the same), the request
 *    duplicated (the first answer counts), the answer replaced.
 */
import type { Partner, PartnerAnswer, PartnerCall, PartnerReply, PartnerRequest } from '@entente/core';

export type Fault =
  | { readonly kind: 'loseRequest' }
  | { readonly kind: 'loseAnswer' }
  | { readonly kind: 'duplicate' }
  /** Something else answers. */
  | { readonly kind: 'reply'; readonly reply: PartnerReply }
  | { readonly kind: 'rewrite'; readonly answer: (answer: PartnerAnswer) => PartnerAnswer };

export interface LoopbackCall extends PartnerCall {
  /** Counts from 1 over all calls on this network. */
  readonly number: number;
  reply: PartnerReply | null;
}

export interface LoopbackNetwork {
  /** Where `answer` is reached from now on; a second time: a restarted node. */
  serve(baseUrl: string, answer: (request: PartnerRequest) => Promise<PartnerAnswer>): void;
  unserve(baseUrl: string): void;
  readonly partner: Partner;
  readonly calls: LoopbackCall[];
  /** Asked before each call; null: it goes through. */
  fault: ((call: LoopbackCall) => Fault | null) | null;
  /** The request again as it was, as somebody who recorded it would send it. */
  replay(call: PartnerCall, changes?: Partial<PartnerRequest>): Promise<PartnerAnswer>;
}

const UNREACHABLE: PartnerReply = { kind: 'failed', why: 'unreachable', detail: 'nobody serves this address' };

export function loopbackPartner(): LoopbackNetwork {
  const nodes = new Map<string, (request: PartnerRequest) => Promise<PartnerAnswer>>();
  const deliver = async (call: PartnerCall, changes: Partial<PartnerRequest> = {}): Promise<PartnerAnswer | null> => {
    const answer = nodes.get(call.baseUrl);
    if (answer === undefined) return null;
    return await answer({
      method: call.method,
      route: call.route,
      auth: call.auth === null ? [] : [call.auth],
      body: call.body,
      ...changes,
    });
  };
  const network: LoopbackNetwork = {
    serve: (baseUrl, answer) => void nodes.set(baseUrl, answer),
    unserve: (baseUrl) => void nodes.delete(baseUrl),
    calls: [],
    fault: null,
    partner: {
      async call(asked) {
        const call: LoopbackCall = { ...asked, number: network.calls.length + 1, reply: null };
        network.calls.push(call);
        call.reply = await send(call, network.fault?.(call) ?? null, deliver);
        return call.reply;
      },
    },
    async replay(call, changes) {
      const answer = await deliver(call, changes);
      if (answer === null) throw new Error(`nobody serves ${call.baseUrl}`);
      return answer;
    },
  };
  return network;
}

async function send(
  call: PartnerCall,
  fault: Fault | null,
  deliver: (call: PartnerCall) => Promise<PartnerAnswer | null>,
): Promise<PartnerReply> {
  if (fault?.kind === 'loseRequest') return { kind: 'failed', why: 'timeout', detail: 'request lost' };
  if (fault?.kind === 'reply') return fault.reply;
  const first = await deliver(call);
  if (first === null) return UNREACHABLE;
  if (fault?.kind === 'duplicate') await deliver(call);
  if (fault?.kind === 'loseAnswer') return { kind: 'failed', why: 'timeout', detail: 'answer lost' };
  return replyOf(fault?.kind === 'rewrite' ? fault.answer(first) : first);
}

function replyOf(answer: PartnerAnswer): PartnerReply {
  return { kind: 'answer', status: answer.status, contentType: 'application/json', auth: answer.auth, body: answer.body };
}
