/**
 * The page's side of the companion's HTTP (companion/HTTP.md): the user's own access token, no cookies.
 *
 * 1. An expired token is renewed once, by asking the SDK again.
 * 2. What fails is a fault whose code the catalogue of texts knows; the token appears in none.
 */
import { getAccessToken } from 'azure-devops-extension-sdk';
import { faultError } from '@entente/core';
import { adminReplySchema } from '@entente/wizard';
import * as z from 'zod/mini';

export interface CompanionReply {
  readonly status: number;
  readonly body: unknown;
}

export interface Companion {
  readonly address: string;
  readonly organizationUrl: string;
}

export async function callCompanion(companion: Companion, method: 'GET' | 'POST', path: string, input: unknown): Promise<CompanionReply> {
  const first = await send(companion, method, path, input);
  return first.status === 401 ? await send(companion, method, path, input) : first;
}

async function send(companion: Companion, method: 'GET' | 'POST', path: string, input: unknown): Promise<CompanionReply> {
  const token = await getAccessToken();
  try {
    const response = await fetch(`${companion.address}/admin/v1/${path}`, {
      method,
      credentials: 'omit',
      headers: { authorization: `Bearer ${token}`, 'entente-instance': companion.organizationUrl, 'content-type': 'application/json' },
      ...(method === 'POST' ? { body: JSON.stringify(input) } : {}),
    });
    const body: unknown = await response.json();
    return { status: response.status, body };
  } catch (caught) {
    const detail = caught instanceof Error ? caught.message : String(caught);
    throw faultError({ whose: 'ours', code: 'admin.unreachable', params: { address: companion.address }, retry: 'later', certain: false, detail });
  }
}

/** What was asked, or the companion's own error. */
export type Opened =
  | { readonly kind: 'answer'; readonly output: unknown }
  | { readonly kind: 'fault'; readonly code: string; readonly params: { readonly [name: string]: string } };

export function open(reply: CompanionReply): Opened {
  const read = z.safeParse(adminReplySchema, reply.body);
  if (!read.success) return { kind: 'fault', code: 'admin.invalidAnswer', params: {} };
  if (read.data.kind === 'fault') return { kind: 'fault', code: read.data.fault.code, params: read.data.fault.params };
  return { kind: 'answer', output: read.data.output };
}
