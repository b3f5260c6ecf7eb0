/**
 * The Partner port over RESTMessageV2. The platform resolves addresses itself and follows no redirect for other methods than
 * GET; what remains of that is in the threat model.
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_RESTMessageV2API.html
 */
import type { Partner, PartnerCall, PartnerReply } from '@entente/core';
import { integer, text } from '../tracker/values.ts';

const LONGEST_MS = 30000;
const MOST_CHARACTERS = 1048576;

export function createRestPartner(): Partner {
  return {
    async call(call) {
      try {
        return replyOf(send(call));
      } catch (caught) {
        return failed(caught instanceof Error ? caught.message : String(caught));
      }
    },
  };
}

function send({ baseUrl, route, method, auth, body, timeoutMs }: PartnerCall): sn_ws.RESTResponseV2 {
  const message = new sn_ws.RESTMessageV2();
  message.setEndpoint(baseUrl + route);
  message.setHttpMethod(method);
  message.setHttpTimeout(Math.min(timeoutMs, LONGEST_MS));
  message.setRequestHeader('Accept', 'application/json');
  if (auth !== null) message.setRequestHeader('Entente-Auth', auth);
  if (method === 'POST') {
    message.setRequestHeader('Content-Type', 'application/json');
    message.setRequestBody(body);
  }
  return message.execute();
}

function replyOf(response: sn_ws.RESTResponseV2): PartnerReply {
  const status = integer(response.getStatusCode());
  // An answer of 400 and above is an error to the platform, too.
  if (status === 0) return failed(text(response.getErrorMessage()));
  if (status >= 300 && status < 400) return { kind: 'failed', why: 'redirect', detail: String(status) };
  const body = text(response.getBody());
  if (body.length > MOST_CHARACTERS) return { kind: 'failed', why: 'tooBig', detail: String(body.length) };
  const auth = text(response.getHeader('Entente-Auth'));
  return { kind: 'answer', status, contentType: text(response.getHeader('Content-Type')), auth: auth === '' ? null : auth, body };
}

function failed(detail: string): PartnerReply {
  if (/time[d -]*out/i.test(detail)) return { kind: 'failed', why: 'timeout', detail };
  if (/ssl|tls|certificate|pkix|handshake/i.test(detail)) return { kind: 'failed', why: 'tls', detail };
  return { kind: 'failed', why: 'unreachable', detail };
}
