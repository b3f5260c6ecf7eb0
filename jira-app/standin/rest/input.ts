/** Reading what a request carries. */
import { isObject, parseJson, type Json, type JsonObject } from '../model/json.ts';
import { notModelled, Refusal, type Call } from './wire.ts';

/** @throws Refusal 400/415 as Jira does where the body is no JSON. */
export function jsonBody(call: Call): Json {
  const contentType = call.request.headers['content-type'] ?? '';
  if (!contentType.toLowerCase().startsWith('application/json')) throw new Refusal(415, ['Unsupported Media Type']);
  const parsed = parseJson(call.request.body.toString('utf8'));
  if (parsed === undefined) throw new Refusal(400, ['There was an error parsing JSON. Check that your request body is valid.']);
  return parsed;
}

export function objectBody(call: Call): JsonObject {
  const body = jsonBody(call);
  if (!isObject(body)) throw new Refusal(400, ['There was an error parsing JSON. Check that your request body is valid.']);
  return body;
}

export function wholeNumber(call: Call, name: string, fallback: number): number {
  const text = call.query.get(name);
  if (text === null || text === '') return fallback;
  const value = Number(text);
  if (!Number.isSafeInteger(value)) throw new Refusal(400, [`For input string: "${text}"`]);
  return value;
}

/** A list parameter, repeated or comma-separated; null where absent. */
export function listParameter(call: Call, name: string): string[] | null {
  const given = call.query.getAll(name);
  return given.length === 0
    ? null
    : given
        .flatMap((text) => text.split(','))
        .map((text) => text.trim())
        .filter((text) => text !== '');
}

export const expansions = (call: Call): Set<string> => new Set(listParameter(call, 'expand') ?? []);

/** @throws Refusal 501 for the first that the real host would expand. What nobody knows is left out of account, as there. */
export function refuseExpansions(asked: ReadonlySet<string>, real: readonly string[], of: string): void {
  for (const one of asked) if (real.some((name) => one === name || one.startsWith(`${name}.`))) notModelled(`expand=${one} of ${of}`);
}

/** @throws Refusal 501 for the first member of a body that the real host would act upon. */
export function refuseMembers(body: JsonObject, real: readonly string[]): void {
  for (const name of real) if (body[name] !== undefined && body[name] !== null) notModelled(`${name} in the body of a request`);
}

/** @throws Refusal 501 for the first parameter that the real host would act upon. */
export function refuseParameters(call: Call, real: readonly string[]): void {
  for (const name of real) if (call.query.has(name)) notModelled(`the parameter ${name}`);
}

/** How many items a page of a resource holds: unasked, and at most. */
export interface PageLimits {
  readonly usual: number;
  readonly most: number;
}

/** `startAt`/`maxResults` paging: never more than the resource's limit and the site's page size, as the real one caps what is asked for. */
export function page<Item>(
  call: Call,
  items: readonly Item[],
  { usual, most }: PageLimits,
): { startAt: number; maxResults: number; total: number; isLast: boolean; items: readonly Item[] } {
  const startAt = Math.max(0, wholeNumber(call, 'startAt', 0));
  const asked = wholeNumber(call, 'maxResults', usual);
  const maxResults = Math.min(Math.max(asked, 0), most, call.site.pageSize);
  const shown = items.slice(startAt, startAt + maxResults);
  return { startAt, maxResults, total: items.length, isLast: startAt + shown.length >= items.length, items: shown };
}
