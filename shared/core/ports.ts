/**
 * All that a platform must provide. The core performs no I/O of its own: each of these is a point where the
 * simulator can crash, lose, repeat, delay or reorder.
 */
import type { Json, JsonObject } from './json.ts';
import type { Tracker } from './tracker.ts';

/** Milliseconds since 1970-01-01 UTC. */
export interface Clock {
  now(): number;
}

export interface Random {
  /** 32 random bytes as 43 base64url characters: secrets, nonces, stream ids. */
  token(): string;
  /** A random UUID (version 4). */
  uuid(): string;
  /** In [0, 1), for jitter only. */
  fraction(): number;
}

/** Text in, text out; the text's UTF-8 bytes are hashed (everything the protocol hashes is ASCII). */
export interface Crypto {
  /** Lower-case hex. */
  sha256(text: string): Promise<string>;
  /** HMAC-SHA-256 in base64 (padded); key and message are texts. */
  hmac(key: string, message: string): Promise<string>;
  /** Lower-case hex of the bytes that `base64` encodes, for blobs. */
  sha256OfBase64(base64: string): Promise<string>;
}

/** Each table is a map from key to JSON value. Keys: `[A-Za-z0-9:._-]`, at most 200 characters. */
export type Table =
  | 'node'
  | 'connection'
  | 'invite'
  | 'claim'
  | 'twin'
  | 'remote'
  | 'held'
  | 'todo'
  | 'outbox'
  | 'sent'
  | 'inbox'
  | 'blob'
  | 'chunk'
  | 'activity'
  | 'lease'
  | 'request';

export interface StoredRecord {
  readonly key: string;
  /** Grows with every write of this record. */
  readonly version: number;
  readonly value: Json;
}

export type Write =
  /** Conflict where the record exists. */
  | { readonly op: 'create'; readonly table: Table; readonly key: string; readonly value: Json }
  /** Conflict where the record is absent or has another version. */
  | { readonly op: 'replace'; readonly table: Table; readonly key: string; readonly version: number; readonly value: Json }
  /** Unconditional. */
  | { readonly op: 'put'; readonly table: Table; readonly key: string; readonly value: Json }
  /** With a version: conflict where it is another one (absent too). Without: unconditional, absent is fine. */
  | { readonly op: 'remove'; readonly table: Table; readonly key: string; readonly version?: number }
  /** Conflict unless the record has this version; null: unless it is absent. Fencing tokens are checked with this. */
  | { readonly op: 'check'; readonly table: Table; readonly key: string; readonly version: number | null };

/**
 * 1. `commit` is all or nothing, durable when it returns, and at most 25 writes (Forge's transaction limit).
 * 2. `get` sees every earlier commit. `list` may lag behind on hosts with eventually consistent queries: what must
 *    not be missed is read with `get`, or found again by a later pass.
 * 3. A value is at most 200,000 characters of JSON (Forge: 240 KiB).
 */
export interface Store {
  get(table: Table, key: string): Promise<StoredRecord | null>;
  /** In ascending order of key (by UTF-16 code unit), only keys that start with `prefix`, only after `after`. `limit` ≤ 100. */
  list(
    table: Table,
    query: { readonly prefix: string; readonly after: string | null; readonly limit: number },
  ): Promise<readonly StoredRecord[]>;
  commit(writes: readonly Write[]): Promise<'committed' | 'conflict'>;
  /** How many keys start with `prefix`. Left out: only listing tells. */
  numberOf?(table: Table, prefix: string): Promise<number>;
  /** As `commit`, answering the new version of each record, by its place in `writes`; null: removed or only checked. Left out: it is read. */
  commitVersions?(writes: readonly Write[]): Promise<readonly (number | null)[] | 'conflict'>;
}

/** Kept apart from the store, encrypted where the host can: invitation secrets, connection keys. */
export interface Secrets {
  get(name: string): Promise<string | null>;
  set(name: string, value: string): Promise<void>;
  remove(name: string): Promise<void>;
}

export interface PartnerCall {
  /** The partner's base URL, already checked by the core's address rules (PROTOCOL §6). */
  readonly baseUrl: string;
  readonly method: 'GET' | 'POST';
  /** `/entente/v1/…`, appended to the base URL. */
  readonly route: string;
  /** The `Entente-Auth` header, or null for node info. */
  readonly auth: string | null;
  /** ASCII JSON, or '' for GET. */
  readonly body: string;
  readonly timeoutMs: number;
}

export type PartnerReply =
  | { readonly kind: 'answer'; readonly status: number; readonly contentType: string; readonly auth: string | null; readonly body: string }
  | {
      readonly kind: 'failed';
      readonly why: 'unreachable' | 'timeout' | 'tooBig' | 'redirect' | 'forbiddenAddress' | 'tls' | 'needsPermission';
      /** For our own log. */
      readonly detail: string;
    };

/** Sends one request to a partner: no redirects, 1 MiB and 30 s at most, every resolved address public unicast. */
export interface Partner {
  call(call: PartnerCall): Promise<PartnerReply>;
}

export interface RuleRun {
  /** JavaScript source of the script. */
  readonly script: string;
  /** Globals the script sees, by name, deep-copied in. */
  readonly globals: JsonObject;
  /** Names of the globals whose final values are wanted back. */
  readonly results: readonly string[];
  /** Names of the look-ups the script may call, e.g. `issueType`, `userByEmail`. */
  readonly lookups: readonly string[];
  readonly timeoutMs: number;
}

export type RuleOutcome =
  | { readonly kind: 'done'; readonly results: JsonObject; readonly log: readonly string[] }
  /** The script called a look-up that is not answered yet: answer it and run again with `answers` extended. */
  | { readonly kind: 'asks'; readonly lookup: string; readonly args: readonly Json[] }
  | { readonly kind: 'error'; readonly message: string; readonly line: number | null }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'memory' };

export interface LookupAnswer {
  readonly lookup: string;
  readonly args: readonly Json[];
  readonly value: Json;
}

/**
 * Runs one script in a sandbox with capped memory and time. A script is synchronous: a look-up it makes is first
 * refused with `asks`, then answered on the next run from `answers` (the cache of this run).
 */
export interface RuleRunner {
  run(run: RuleRun, answers: readonly LookupAnswer[]): Promise<RuleOutcome>;
}

/** Structured and without secrets. */
export interface Log {
  write(level: 'debug' | 'info' | 'warn' | 'error', event: string, facts: JsonObject): void;
}

/** Tells the host that there is work for `EntenteNode.work`: it wakes its loop, pushes to its queue, fires its event. */
export interface Wake {
  wake(reason: string): Promise<void>;
}

/** Several things at once, at most `atOnce`, begun in order. What one throws is thrown when those under way have ended; nothing new is begun after it. */
export interface Together {
  each<Item>(items: readonly Item[], atOnce: number, act: (item: Item) => Promise<void>): Promise<void>;
}

export interface Ports {
  readonly clock: Clock;
  readonly random: Random;
  readonly crypto: Crypto;
  readonly store: Store;
  readonly secrets: Secrets;
  readonly partner: Partner;
  readonly tracker: Tracker;
  readonly rules: RuleRunner;
  readonly log: Log;
  readonly wake: Wake;
  /** Left out: one after another. */
  readonly together?: Together;
}
