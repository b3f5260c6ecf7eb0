import type { Json, JsonObject, Log } from '@entente/core';
import { pino } from 'pino';
import type { Logger } from 'pino';
import type { Configuration } from './configuration.ts';

/** Members of these names never reach the log, however deep they stand (pino's own paths reach one level a wildcard). */
const SECRET = /secret|token|password|authorization|cookie|credential|^(pat|auth|mac|nonce)$/i;

export function rootLogger({ logLevel }: Pick<Configuration, 'logLevel'>, destination?: { write(line: string): void }): Logger {
  const options = { level: logLevel, base: null, redact: { paths: ['req.headers', 'headers', '*.headers'], remove: true } };
  return destination === undefined ? pino(options) : pino(options, destination);
}

/** The Log port; `where` stands in every line. */
export function portLog(logger: Logger, where: { readonly tenant: string }): Log {
  const child = logger.child(where);
  return { write: (level, event, facts) => child[level](withoutSecrets(facts), event) };
}

export function withoutSecrets(facts: JsonObject): JsonObject {
  return Object.fromEntries(Object.entries(facts).map(([name, value]) => [name, SECRET.test(name) ? '[hidden]' : copied(value)]));
}

function copied(value: Json): Json {
  if (isList(value)) return value.map(copied);
  return typeof value === 'object' && value !== null ? withoutSecrets(value) : value;
}

/** `Array.isArray` does not tell a read-only array from an object. */
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
