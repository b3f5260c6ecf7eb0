import type { Done, Refusal } from '../node.ts';

export const DONE: Done = { kind: 'done' };

/** `code` selects the sentence in the wizard's catalogue. */
export function refusal(code: string, field: string | null = null, params: { readonly [name: string]: string } = {}): Refusal {
  return { kind: 'refused', code, field, params };
}
