/**
 * The page's side of the companion's HTTP (companion/HTTP.md): the user's own access token, no cookies.
 *
 * 1. An expired token is renewed once, by asking the host again.
 * 2. What fails is a fault whose code the catalogue of texts knows; the token appears in none.
 */
import { faultError } from '@entente/core';
import { adminReplySchema } from '../admin-api/contract.ts';
import * as z from 'zod/mini';

/** How a host's page reaches its companion. */
export interface CompanionAccess {
  /** The instance that the page stands in, as the companion reads it. */
  readonly instance: string;
  /** The user's own token for the instance, a fresh one after it was refused. */
  token(refused: boolean): Promise<string>;
  /** The companion as it stands: set by the first step of the first run. */
  readonly current: { address: string | null };
}

export interface CompanionReply {
  readonly status: number;
  readonly body: unknown;
}

type Method = 'GET' | 'POST';

/** Throws `admin.unreachable` where no answer came, or no companion is known yet. */
export async function callCompanion(access: CompanionAccess, method: Method, path: string, input: unknown): Promise<CompanionReply> {
  const { address } = access.current;
  if (address === null) throw faultError({ whose: 'admin', code: 'admin.unreachable', params: { address: '' } });
  return await callAddress(access, address, method, path, input);
}

export async function callAddress(
  access: CompanionAccess,
  address: string,
  method: Method,
  path: string,
  input: unknown,
): Promise<CompanionReply> {
  const request = { instance: access.instance, address, method, path, input };
  const first = await send(request, await access.token(false));
  return first.status === 401 ? await send(request, await access.token(true)) : first;
}

interface Request {
  readonly instance: string;
  readonly address: string;
  readonly method: Method;
  readonly path: string;
  readonly input: unknown;
}

async function send({ instance, address, method, path, input }: Request, token: string): Promise<CompanionReply> {
  try {
    const response = await fetch(`${address}/admin/v1/${path}`, {
      method,
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}`, 'entente-instance': instance, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify(input) } : {}),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  } catch (caught) {
    const detail = caught instanceof Error ? caught.message : String(caught);
    throw faultError({ whose: 'ours', code: 'admin.unreachable', params: { address }, retry: 'later', certain: false, detail });
  }
}

/** What was asked, or the companion's own error. */
export type Opened =
  | { readonly kind: 'answer'; readonly output: unknown }
  | { readonly kind: 'fault'; readonly code: string; readonly params: { readonly [name: string]: string } };

export function openReply(reply: CompanionReply): Opened {
  const read = z.safeParse(adminReplySchema, reply.body);
  if (!read.success) return { kind: 'fault', code: 'admin.invalidAnswer', params: {} };
  if (read.data.kind === 'fault') return { kind: 'fault', code: read.data.fault.code, params: read.data.fault.params };
  return { kind: 'answer', output: read.data.output };
}
