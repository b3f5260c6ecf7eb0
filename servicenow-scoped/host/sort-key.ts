/**
 * Keys of the store in letters and digits whose order is the same in every collation of the database: those compare without
 * regard to case, and each in its own way what is neither letter nor digit.
 *
 * 1. sortKey(a) < sortKey(b) exactly where a < b, and sortKey(a) starts with sortKey(b) exactly where a starts with b.
 * 2. Lower-case letters up to `w` and digits take one character, everything else two.
 */
const DIGITS = '0123456789abcdefghijklmnopqrstuvwxyz';

/** In order of their code units: `-.`, digits, `:A…Z_`, letters. */
const CODES: { readonly [character: string]: string } = codes();

function codes(): { readonly [character: string]: string } {
  const made: { [character: string]: string } = {};
  const both = (lead: string, characters: string): void => {
    for (let i = 0; i < characters.length; i++) made[characters.charAt(i)] = lead + DIGITS.charAt(i);
  };
  const one = (first: number, characters: string): void => {
    for (let i = 0; i < characters.length; i++) made[characters.charAt(i)] = DIGITS.charAt(first + i);
  };
  both('0', '-.');
  one(1, '0123456789');
  both('b', ':ABCDEFGHIJKLMNOPQRSTUVWXYZ_');
  one(12, 'abcdefghijklmnopqrstuvw');
  both('z', 'xyz');
  return made;
}

/** Null: a character that no key has. */
export function sortKey(key: string): string | null {
  let result = '';
  for (let i = 0; i < key.length; i++) {
    const code = CODES[key.charAt(i)];
    if (code === undefined) return null;
    result += code;
  }
  return result;
}
