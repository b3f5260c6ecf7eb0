/** What passes between the instance and the threads that run its scripts. */
import type { Actor, DictionaryData, Order, Row, Select, Where } from '../db/types.ts';

export interface RuleData {
  readonly sysId: string;
  readonly name: string;
  readonly table: string;
  readonly when: 'before' | 'after' | 'async';
  readonly order: number;
  readonly insert: boolean;
  readonly update: boolean;
  readonly remove: boolean;
  /** A script; empty: always. */
  readonly condition: string;
  /** An encoded query; empty: always. */
  readonly filter: string;
  readonly script: string;
}

export interface IncludeData {
  readonly name: string;
  readonly apiName: string;
  readonly script: string;
}

/** What a thread is born with. */
export interface ThreadData {
  readonly dictionary: DictionaryData;
  readonly scope: string;
  readonly scopeId: string;
  readonly moduleRoot: string;
  readonly modules: readonly (readonly [string, string])[];
  readonly includes: readonly IncludeData[];
  readonly rules: readonly RuleData[];
  /** `incident read`: what the application may do to other scopes' tables. Null: anything. */
  readonly privileges: readonly string[] | null;
  /** Unlocks password2 fields. Hexadecimal. */
  readonly instanceKey: string;
  readonly url: string;
}

export interface ScriptRequest {
  readonly method: string;
  readonly path: string;
  readonly queryString: string;
  readonly url: string;
  readonly pathParams: Readonly<Record<string, string>>;
  readonly queryParams: Readonly<Record<string, readonly string[]>>;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

export interface ScriptResponse {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly contentType: string | null;
  /** Set by `setBody`, as JSON; null: none. */
  readonly body: string | null;
  /** Written to the stream; null: the stream writer was not used. */
  readonly stream: Uint8Array | null;
  readonly error: { readonly status: number; readonly message: string; readonly detail: string } | null;
}

export interface ListedEvent {
  readonly name: string;
  readonly table: string;
  readonly instance: string;
  readonly parm1: string;
  readonly parm2: string;
  readonly queue: string;
}

export interface AsyncRule {
  readonly ruleId: string;
  readonly table: string;
  readonly sysId: string;
  readonly operation: 'insert' | 'update' | 'delete';
  /** The record, where it is gone by now. */
  readonly deleted: Row | null;
}

/** A piece of work for one thread: one transaction of the host. */
export type Job =
  | { readonly kind: 'script'; readonly script: string; readonly name: string }
  | { readonly kind: 'request'; readonly script: string; readonly name: string; readonly request: ScriptRequest }
  | { readonly kind: 'rule'; readonly rule: AsyncRule }
  | { readonly kind: 'event'; readonly script: string; readonly name: string; readonly event: ListedEvent }
  | { readonly kind: 'insert'; readonly table: string; readonly values: Row }
  | { readonly kind: 'update'; readonly table: string; readonly sysId: string; readonly values: Row }
  | { readonly kind: 'remove'; readonly table: string; readonly sysId: string }
  | {
      readonly kind: 'attach';
      readonly table: string;
      readonly sysId: string;
      readonly name: string;
      readonly type: string;
      readonly bytes: Uint8Array;
    };

export interface Assignment {
  readonly job: Job;
  readonly actor: Actor;
  readonly interactive: boolean;
}

/** `text` is JSON of what a script answered, or undefined. */
export type JobResult =
  | { readonly kind: 'done'; readonly text: string | undefined }
  | { readonly kind: 'response'; readonly response: ScriptResponse }
  | { readonly kind: 'refused'; readonly message: string }
  | { readonly kind: 'failed'; readonly message: string; readonly stack: string };

export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly (readonly [string, string])[];
  readonly body: Uint8Array | null;
  /** Milliseconds. */
  readonly timeout: number;
}

export type HttpResult =
  | {
      readonly kind: 'answer';
      readonly status: number;
      readonly headers: readonly (readonly [string, string])[];
      readonly body: Uint8Array;
    }
  | { readonly kind: 'error'; readonly message: string };

/** What a script asks of the instance. Each is answered before the script goes on. */
export type HostCall =
  | { readonly op: 'select'; readonly select: Select }
  | { readonly op: 'count'; readonly table: string; readonly where: readonly Where[] }
  | { readonly op: 'get'; readonly table: string; readonly sysId: string }
  | {
      readonly op: 'insert';
      readonly table: string;
      readonly values: Row;
      readonly systemFields: boolean;
      readonly bytes: Uint8Array | null;
    }
  | { readonly op: 'update'; readonly table: string; readonly sysId: string; readonly values: Row; readonly systemFields: boolean }
  | { readonly op: 'remove'; readonly table: string; readonly sysId: string }
  | { readonly op: 'file'; readonly sysId: string }
  | { readonly op: 'rule'; readonly rule: AsyncRule }
  | { readonly op: 'event'; readonly event: ListedEvent; readonly at: string | null }
  | { readonly op: 'property'; readonly name: string; readonly value: string | null }
  | { readonly op: 'http'; readonly request: HttpRequest }
  | { readonly op: 'log'; readonly level: string; readonly message: string };

export type { Order };

/** `value` is what the call answers; `error`: why it was refused. */
export type Reply = { readonly value: unknown } | { readonly error: string };

/** `started`: the transaction has its thread, and its time runs. */
export type ThreadMessage =
  | { readonly kind: 'started' }
  | { readonly kind: 'result'; readonly result: JobResult }
  | { readonly kind: 'call'; readonly call: HostCall };
