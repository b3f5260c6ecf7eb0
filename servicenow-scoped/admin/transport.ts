/** The page's way to its node: Scripted REST with the user's session. https://www.servicenow.com/docs/r/api-reference/rest-apis/c_CustomWebServices.html */
import { faultError } from '@entente/core';
import type { SendToNode } from '@entente/wizard';

declare global {
  interface Window {
    /** The session's token, against forged requests; the page's globals set it. */
    readonly g_ck?: string;
  }
}

const connections = '/api/x_entnt_entente/admin/call';
/** For everyone who is signed in. */
const oneRecord = '/api/x_entnt_entente/issue/call';

export const callNode: SendToNode = async (method, input) => await post(connections, method, input);
export const callNodeOfRecord: SendToNode = async (method, input) => await post(oneRecord, method, input);

async function post(address: string, method: string, input: unknown): Promise<unknown> {
  const response = await fetch(address, {
    method: 'POST',
    credentials: 'same-origin',
    headers: { Accept: 'application/json', 'Content-Type': 'application/json', 'X-UserToken': window.g_ck ?? '' },
    body: JSON.stringify({ method, input }),
  });
  if (response.status === 401 || response.status === 403)
    throw faultError({ whose: 'admin', code: 'admin.forbidden', params: { user: '' } });
  if (!response.ok) throw faultError({ whose: 'ours', code: 'admin.unreachable', retry: 'later', detail: String(response.status) });
  return (await response.json()) as unknown;
}
