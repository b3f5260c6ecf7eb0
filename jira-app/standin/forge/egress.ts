/**
 * Where the app's backend may call: the manifest's addresses, and those that an admin of the site has allowed
 * (customer-managed egress). Matching is the vendor's own.
 * https://developer.atlassian.com/platform/forge/runtime-egress-permissions/
 */
import { EgressFilteringService } from '@forge/egress';
import { asList, asText, isObject, type Json, type JsonObject } from '../model/json.ts';
import type { Durable } from './durable.ts';
import type { Manifest } from './manifest.ts';

const maxGroups = 10;
const maxDomains = 10;
const backendType = 'FETCH_BACKEND_SIDE';
const space = 'egress';

export interface Domain {
  readonly domain: string;
  readonly type: readonly string[];
}

export interface EgressGroup {
  readonly key: string;
  readonly description: string;
  readonly configured: readonly Domain[];
}

/** Refusals carry the sentence that the bridge gives the app. */
export type EgressOutcome = { readonly kind: 'done' } | { readonly kind: 'refused'; readonly message: string };

function readGroup(value: Json | undefined): EgressGroup | null {
  if (!isObject(value)) return null;
  const key = asText(value['key']);
  const description = asText(value['description']);
  if (key === null || key === '' || description === null) return null;
  const configured = asList(value['configured'])
    .filter(isObject)
    .map((one) => ({ domain: asText(one['domain']) ?? '', type: asList(one['type']).filter((type) => typeof type === 'string') }));
  return configured.every((one) => one.domain !== '' && one.type.length > 0) ? { key, description, configured } : null;
}

export class Egress {
  readonly #manifest: Manifest;
  readonly #durable: Durable;

  constructor(manifest: Manifest, durable: Durable) {
    this.#manifest = manifest;
    this.#durable = durable;
  }

  groups(): EgressGroup[] {
    return this.#durable.entries(space).flatMap(([, value]) => readGroup(value) ?? []);
  }

  /** Addresses for the backend, as `permissions.external.fetch.backend` of the app context. */
  backend(): string[] {
    return [
      ...this.#manifest.egress.backend,
      ...this.groups().flatMap((group) => group.configured.filter((one) => one.type.includes(backendType)).map((one) => one.domain)),
    ];
  }

  allows(url: string): boolean {
    return new EgressFilteringService(this.backend()).isValidUrl(url);
  }

  /** What a call of `permissions.egress.set` asks for, before the admin is asked. */
  read(payload: Json): readonly EgressGroup[] | { readonly message: string } {
    if (!this.#manifest.egress.configurable)
      return { message: 'Customer-managed egress is not enabled in the manifest (permissions.external.configurable).' };
    const given = isObject(payload) ? asList(payload['egresses']) : [];
    const groups = given.map(readGroup);
    const known = groups.filter((group) => group !== null);
    if (known.length === 0 || known.length < groups.length)
      return { message: 'Every egress needs a key, a description and configured domains with a type.' };
    if (known.some((group) => group.configured.length > maxDomains)) return { message: `A group can have at most ${maxDomains} domains.` };
    const keys = new Set([...this.groups().map((group) => group.key), ...known.map((group) => group.key)]);
    return keys.size > maxGroups ? { message: `At most ${maxGroups} groups can be configured.` } : known;
  }

  set(groups: readonly EgressGroup[]): void {
    for (const group of groups) this.#durable.set(space, group.key, toJson(group));
  }

  removeGroup(key: string): void {
    this.#durable.remove(space, key);
  }

  removeDomain(key: string, domain: string, type: string): void {
    const group = this.groups().find((one) => one.key === key);
    if (group === undefined) return;
    const configured = group.configured.filter((one) => one.domain !== domain || !one.type.includes(type));
    this.#durable.set(space, key, toJson({ ...group, configured }));
  }
}

export const toJson = (group: EgressGroup): JsonObject => ({
  key: group.key,
  description: group.description,
  configured: group.configured.map((one) => ({ domain: one.domain, type: one.type })),
});
