/**
 * RESTMessageV2 and what it answers: a request that really leaves, while the script waits.
 *
 * 1. Nobody waits longer than the host lets a script wait, whatever timeout it set.
 * 2. A request without an answer has status 0 and an error; it does not throw.
 *
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_RESTMessageV2API.html
 */
import { coreOf, makeRecord } from './record.ts';
import { attach } from './attachments.ts';
import { drain } from './streams.ts';
import { host } from '../host.ts';
import type { HttpResult } from '../protocol.ts';
import { strict } from '../realm.ts';
import type { Transaction } from '../transaction.ts';

interface Draft {
  url: string;
  method: string;
  readonly headers: [string, string][];
  readonly query: [string, string][];
  body: Uint8Array | null;
  timeout: number;
  save: { readonly table: string; readonly sysId: string; readonly name: string } | null;
}

const headerOf = (result: HttpResult, name: string): string | null =>
  result.kind === 'answer' ? (result.headers.find(([one]) => one.toLowerCase() === name.toLowerCase())?.[1] ?? null) : null;

/** Keeps the answer's body as an attachment, where the script asked for that. */
function saved(transaction: Transaction, draft: Draft, result: HttpResult): string | null {
  if (draft.save === null || result.kind !== 'answer') return null;
  const core = coreOf(makeRecord(transaction, draft.save.table, false));
  if (core?.get(draft.save.sysId, undefined) !== true) return transaction.realm.fail('saveResponseBodyAsAttachment: no such record');
  return attach(transaction, core, draft.save.name, headerOf(result, 'content-type') ?? 'application/octet-stream', result.body);
}

function response(transaction: Transaction, draft: Draft, result: HttpResult): object {
  const { realm } = transaction;
  const attachment = saved(transaction, draft, result);
  const body = result.kind === 'answer' && draft.save === null ? Buffer.from(result.body).toString('utf8') : '';
  return strict(realm, 'RESTResponseV2', {
    getStatusCode: () => (result.kind === 'answer' ? result.status : 0),
    getBody: () => body,
    getHeader: (name: unknown) => headerOf(result, String(name)),
    getHeaders: () => realm.own(result.kind === 'answer' ? Object.fromEntries(result.headers) : {}),
    getAllHeaders: () => realm.own(result.kind === 'answer' ? result.headers.map(([name, value]) => ({ name, value })) : []),
    haveError: () => result.kind === 'error',
    getErrorCode: () => (result.kind === 'error' ? 1 : 0),
    getErrorMessage: () => (result.kind === 'error' ? result.message : ''),
    getResponseAttachmentSysid: () => attachment ?? '',
  });
}

function target(draft: Draft): string {
  if (draft.query.length === 0) return draft.url;
  return `${draft.url}${draft.url.includes('?') ? '&' : '?'}${new URLSearchParams(draft.query).toString()}`;
}

function execute(transaction: Transaction, draft: Draft): object {
  const { realm } = transaction;
  const { method, headers, body, timeout } = draft;
  if (draft.url === '') return realm.fail('RESTMessageV2: there is no endpoint');
  const result = realm.guarded(() => host.http({ method, url: target(draft), headers, body, timeout }));
  return response(transaction, draft, result);
}

export const restMessageClass = (transaction: Transaction): unknown =>
  function RESTMessageV2(name?: unknown): object {
    const { realm } = transaction;
    if (name !== undefined) return realm.notModelled('REST messages that are records');
    const draft: Draft = { url: '', method: 'GET', headers: [], query: [], body: null, timeout: 30_000, save: null };
    const header = (key: string, value: string) => {
      const at = draft.headers.findIndex(([one]) => one.toLowerCase() === key.toLowerCase());
      if (at >= 0) draft.headers.splice(at, 1);
      draft.headers.push([key, value]);
    };
    return strict(realm, 'RESTMessageV2', {
      setEndpoint: (url: unknown) => void (draft.url = String(url)),
      getEndpoint: () => draft.url,
      setHttpMethod: (method: unknown) => void (draft.method = String(method).toUpperCase()),
      setRequestHeader: (key: unknown, value: unknown) => header(String(key), String(value)),
      setQueryParameter: (key: unknown, value: unknown) => void draft.query.push([String(key), String(value)]),
      setRequestBody: (body: unknown) => void (draft.body = Buffer.from(String(body), 'utf8')),
      setRequestBodyFromAttachment: (sysId: unknown) =>
        void (draft.body = realm.guarded(() => host.file(String(sysId))) ?? realm.fail(`No content of ${String(sysId)}`)),
      setRequestBodyFromStream: (stream: unknown) => void (draft.body = drain(transaction, stream)),
      saveResponseBodyAsAttachment: (table: unknown, sysId: unknown, file: unknown) =>
        void (draft.save = { table: String(table), sysId: String(sysId), name: String(file) }),
      setHttpTimeout: (ms: unknown) => void (draft.timeout = Number(ms)),
      setBasicAuth: (user: unknown, password: unknown) =>
        header('Authorization', `Basic ${Buffer.from(`${String(user)}:${String(password)}`).toString('base64')}`),
      getRequestBody: () => (draft.body === null ? '' : Buffer.from(draft.body).toString('utf8')),
      execute: () => execute(transaction, draft),
    });
  };
