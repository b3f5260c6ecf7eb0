/**
 * The marker of an intent: an entity property, written inside the create call (PROTOCOL §7.2).
 * https://developer.atlassian.com/cloud/jira/platform/jira-entity-properties/
 */
import { id, type IntentId } from '@entente/core';
import { markerSchema } from './schemas.ts';

export const markerKey = 'entente.intent';

export function markerProperty(intent: IntentId): { readonly key: string; readonly value: { readonly intent: IntentId } } {
  return { key: markerKey, value: { intent } };
}

/** The intent that a property's value names; null where anybody else wrote it. */
export function markerOf(value: unknown): IntentId | null {
  const parsed = markerSchema.safeParse(value);
  return parsed.success ? id<IntentId>(parsed.data.intent) : null;
}
