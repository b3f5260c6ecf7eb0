/**
 * `request` and `response` of Scripted REST.
 *
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/c_RESTAPIRequest.html and …Response.html
 */
import type { ScriptRequest, ScriptResponse } from './protocol.ts';
import { drain, makeStream } from './glide/streams.ts';
import { strict, written } from './realm.ts';
import type { Transaction } from './transaction.ts';

function bodyOf(transaction: Transaction, request: ScriptRequest): object | null {
  const { realm } = transaction;
  if (request.body.length === 0) return null;
  const text = () => Buffer.from(request.body).toString('utf8');
  let stream: object | null = null;
  const members = {
    get dataString() {
      return text();
    },
    get data() {
      return realm.intrinsics.parse(text());
    },
    get dataStream() {
      stream ??= makeStream(transaction, request.body);
      return stream;
    },
    hasNext: () => realm.notModelled('request.body.hasNext'),
    nextEntry: () => realm.notModelled('request.body.nextEntry'),
  };
  return strict(realm, 'RESTAPIRequestBody', members);
}

export function makeRequest(transaction: Transaction, request: ScriptRequest): object {
  const { realm } = transaction;
  return strict(realm, 'RESTAPIRequest', {
    body: bodyOf(transaction, request),
    pathParams: realm.own(request.pathParams),
    queryParams: realm.own(request.queryParams),
    queryString: request.queryString,
    uri: request.path,
    url: request.url,
    headers: realm.own(request.headers),
    getHeader: (name: unknown) => request.headers[String(name).toLowerCase()] ?? null,
    getSupportedResponseContentTypes: () => realm.own(['application/json']),
  });
}

/** Errors that `setError` and `throw` know: sn_ws_err. */
const errorStatuses: Readonly<Record<string, number>> = {
  BadRequestError: 400, NotFoundError: 404, NotAcceptableError: 406, ConflictError: 409, UnsupportedMediaTypeError: 415, ServiceError: 500,
}; // prettier-ignore

interface RaisedError {
  readonly status: number;
  readonly message: string;
  readonly detail: string;
}

const raised = new WeakMap<object, { status: number; message: string; detail: string }>();

export const raisedBy = (value: unknown): RaisedError | null =>
  typeof value === 'object' && value !== null ? (raised.get(value) ?? null) : null;

/** `sn_ws_err`. */
export function restErrors(transaction: Transaction): object {
  const make = (name: string, status: number) =>
    function RestError(message?: unknown): object {
      const error = { status, message: message === undefined ? name : written(message), detail: '' };
      const made = strict(transaction.realm, name, {
        setStatus: (given: unknown) => void (error.status = Number(given)),
        setMessage: (given: unknown) => void (error.message = String(given)),
        setDetail: (given: unknown) => void (error.detail = String(given)),
      });
      raised.set(made, error);
      return made;
    };
  return strict(
    transaction.realm,
    'sn_ws_err',
    Object.fromEntries(Object.entries(errorStatuses).map(([name, status]) => [name, make(name, status)])),
  );
}

interface Draft {
  status: number;
  readonly headers: Record<string, string>;
  contentType: string | null;
  body: string | null;
  chunks: Uint8Array[] | null;
  error: RaisedError | null;
}

function writer(transaction: Transaction, draft: Draft): object {
  const { realm } = transaction;
  if (draft.contentType === null) return realm.fail('The content type of the response must be set before its stream writer is used');
  const chunks = (draft.chunks ??= []);
  return strict(realm, 'RESTAPIResponseStream', {
    writeString: (text: unknown) => void chunks.push(Buffer.from(String(text), 'utf8')),
    writeStream: (stream: unknown) => void chunks.push(drain(transaction, stream)),
  });
}

const plain = (headers: unknown): Record<string, string> =>
  typeof headers === 'object' && headers !== null
    ? Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]))
    : {};

export function makeResponse(transaction: Transaction): { readonly handle: object; finish(): ScriptResponse } {
  const { realm } = transaction;
  const draft: Draft = { status: 200, headers: {}, contentType: null, body: null, chunks: null, error: null };
  const type = (value: unknown) => void (draft.contentType = String(value));
  const handle = strict(realm, 'RESTAPIResponse', {
    setStatus: (status: unknown) => void (draft.status = Number(status)),
    setHeader: (name: unknown, value: unknown) =>
      void (String(name).toLowerCase() === 'content-type' ? type(value) : (draft.headers[String(name)] = String(value))),
    setHeaders: (headers: unknown) => void Object.assign(draft.headers, plain(headers)),
    setLocation: (location: unknown) => void (draft.headers['Location'] = String(location)),
    setContentType: type,
    setBody: (body: unknown) => void (draft.body = realm.intrinsics.stringify(body) ?? null),
    setError: (error: unknown) => void (draft.error = raisedBy(error) ?? { status: 500, message: String(error), detail: '' }),
    getStreamWriter: () => writer(transaction, draft),
  });
  return {
    handle,
    finish: () => ({ ...draft, stream: draft.chunks === null ? null : Buffer.concat(draft.chunks) }),
  };
}
