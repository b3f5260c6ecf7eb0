/**
 * The part of the scoped server API that Entente calls, as the vendor documents it.
 * https://www.servicenow.com/docs/r/api-reference/server-api-reference/
 *
 * Values come from Java: what has to be a text of the engine's own passes `text()` (values.ts).
 */
interface GlideElement {
  getDisplayValue(): unknown;
  /** Password2 columns: `setValue` is not allowed there. */
  setDisplayValue(value: string): void;
  getDecryptedValue(): unknown;
  changes(): boolean;
  getLabel(): unknown;
}

interface GlideQueryCondition {
  addOrCondition(field: string, operator: string, value: unknown): GlideQueryCondition;
}

declare class GlideRecord {
  constructor(table: string);
  addEncodedQuery(query: string): void;
  addQuery(field: string, value: unknown): GlideQueryCondition;
  addQuery(field: string, operator: string, value: unknown): GlideQueryCondition;
  canCreate(): boolean;
  canRead(): boolean;
  deleteRecord(): boolean;
  get(sysId: string): boolean;
  getClassDisplayValue(): unknown;
  getDisplayValue(field?: string): unknown;
  getElement(field: string): GlideElement;
  getTableName(): unknown;
  getUniqueValue(): unknown;
  getValue(field: string): unknown;
  initialize(): void;
  /** Null where the database or a rule refused it. */
  insert(): unknown;
  isValid(): boolean;
  isValidField(field: string): boolean;
  isValidRecord(): boolean;
  next(): boolean;
  orderBy(field: string): void;
  orderByDesc(field: string): void;
  query(): void;
  setLimit(limit: number): void;
  setValue(field: string, value: unknown): void;
  /** False: no business rules, no audit. */
  setWorkflow(enabled: boolean): void;
  update(): unknown;
}

/** Sees only what the ACLs let the session's user see. */
declare class GlideRecordSecure extends GlideRecord {}

declare class GlideDateTime {
  constructor(value?: string);
  getNumericValue(): unknown;
  getValue(): unknown;
  setNumericValue(ms: number): void;
}

declare class GlideDigest {
  getSHA256Hex(text: string): unknown;
  getSHA256HexFromInputStream(stream: GlideInputStream): unknown;
}

interface GlideInputStream {
  readonly glideInputStream: unique symbol;
}

declare class CertificateEncryption {
  /** `key` in base64; the answer too. */
  generateMac(key: string, algorithm: 'HmacSHA256', data: string): unknown;
}

declare const GlideSecureRandomUtil: {
  getSecureRandomString(length: number): unknown;
  getSecureRandomIntBound(bound: number): unknown;
};

declare class GlideSysAttachment {
  copy(sourceTable: string, sourceId: string, targetTable: string, targetId: string): unknown;
  deleteAttachment(sysId: string): void;
  getContentBase64(attachment: GlideRecord): unknown;
  getContentStream(sysId: string): GlideInputStream;
  writeBase64(record: GlideRecord, fileName: string, contentType: string, content: string): unknown;
}

declare class GlideScopedEvaluator {
  evaluateScript(record: GlideRecord, field: string, variables: object | null): unknown;
  getVariable(name: string): unknown;
  putVariable(name: string, value: unknown): void;
}

declare class GlideAggregate {
  constructor(table: string);
  addAggregate(kind: 'COUNT'): void;
  addQuery(field: string, value: unknown): void;
  addQuery(field: string, operator: string, value: unknown): void;
  getAggregate(kind: 'COUNT'): unknown;
  next(): boolean;
  query(): void;
}

declare namespace sn_ws {
  class RESTMessageV2 {
    execute(): RESTResponseV2;
    setEndpoint(url: string): void;
    setHttpMethod(method: string): void;
    setHttpTimeout(ms: number): void;
    setRequestBody(body: string): void;
    setRequestHeader(name: string, value: string): void;
  }
  class RESTResponseV2 {
    getBody(): unknown;
    getErrorCode(): unknown;
    getErrorMessage(): unknown;
    getHeader(name: string): unknown;
    getStatusCode(): unknown;
    haveError(): boolean;
  }
}

declare const gs: {
  debug(message: string): void;
  info(message: string): void;
  warn(message: string): void;
  error(message: string): void;
  eventQueue(name: string, record: GlideRecord | null, parm1: string, parm2: string): void;
  eventQueueScheduled(name: string, record: GlideRecord | null, parm1: string, parm2: string, at: GlideDateTime): void;
  generateGUID(): unknown;
  getProperty(name: string, otherwise: string): unknown;
  getUserDisplayName(): unknown;
  getUserID(): unknown;
  hasRole(role: string): boolean;
};

/** Of a scripted REST resource. */
interface RESTAPIRequest {
  readonly body: { readonly dataString: unknown } | null;
  readonly uri: unknown;
  getHeader(name: string): unknown;
}

interface RESTAPIResponse {
  setContentType(type: string): void;
  setHeader(name: string, value: string): void;
  setStatus(status: number): void;
  getStreamWriter(): { writeString(text: string): void };
}
