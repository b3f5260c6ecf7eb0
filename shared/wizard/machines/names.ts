/**
 * Short names and connection names: what is allowed, and what is proposed (PRODUCT, "Initiate connection", step 2).
 */
import transliterate from '@sindresorhus/transliterate';
import type { Problem } from './problem.ts';

export const shortNameLimit = 40;
/** The limits of the code's payload (shared/core/connection/invitation/payload.schema.ts). */
export const nameLimit = 200;
export const descriptionLimit = 1000;

const allowed = /^[A-Za-z0-9_-]$/;

/** "Müller & Söhne" → `Mueller-Soehne`; empty where nothing of the name can be written in these letters. */
export function proposeShortName(instanceName: string): string {
  return transliterate(instanceName)
    .replace(/[^A-Za-z0-9_]+/g, '-')
    .slice(0, shortNameLimit)
    .replace(/^[-_]+|[-_]+$/g, '');
}

/** `local_to_remote`, or with `_2`, `_3` … where that is taken; empty until both names are there. */
export function proposeName(local: string, remote: string, taken: readonly string[]): string {
  if (local === '' || remote === '') return '';
  const wanted = `${local}_to_${remote}`;
  if (!isTaken(wanted, taken)) return wanted;
  for (let number = 2; ; number++) {
    const numbered = `${wanted}_${String(number)}`;
    if (!isTaken(numbered, taken)) return numbered;
  }
}

export function isTaken(name: string, taken: readonly string[]): boolean {
  const plain = name.trim().toLowerCase();
  return taken.some((other) => other.trim().toLowerCase() === plain);
}

/** Null: fine. The refusal names the first character that is not allowed. */
export function shortNameProblem(text: string): Problem | null {
  if (text === '') return { code: 'shortName.empty', params: {} };
  const stranger = Array.from(text).find((character) => !allowed.test(character));
  if (stranger !== undefined) {
    if (/\s/u.test(stranger)) return { code: 'shortName.space', params: {} };
    return { code: 'shortName.character', params: { character: stranger } };
  }
  if (text.length > shortNameLimit) return { code: 'shortName.long', params: { limit: String(shortNameLimit) } };
  return null;
}

export function nameProblem(text: string, taken: readonly string[]): Problem | null {
  if (text.trim() === '') return { code: 'name.empty', params: {} };
  if (text.trim().length > nameLimit) return { code: 'name.long', params: { limit: String(nameLimit) } };
  if (isTaken(text, taken)) return { code: 'name.taken', params: { name: text.trim() } };
  return null;
}
