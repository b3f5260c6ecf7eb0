/**
 * Encoded queries, `active=true^priority<=2^ORshort_descriptionLIKEurgent^ORDERBYDESCnumber`.
 *
 * https://www.servicenow.com/docs/r/platform-user-interface/c_EncodedQueryStrings.html
 */
import type { Order, Where } from './types.ts';

export interface EncodedQuery {
  readonly where: Where;
  readonly order: readonly Order[];
}

/** Longest first where one begins another. */
const operators = [
  'DOES NOT CONTAIN', 'ISNOTEMPTY', 'STARTSWITH', 'INSTANCEOF', 'NOT LIKE', 'ENDSWITH', 'CONTAINS', 'ANYTHING', 'ISEMPTY', 'BETWEEN',
  'NOTLIKE', 'NOT IN', 'LIKE', '!=', '>=', '<=', 'IN', '=', '>', '<',
]; // prettier-ignore

/** What the host has and the stand-in does not. */
const unmodelled =
  /^[a-z0-9_.]+(VALCHANGES|NSAMEAS|SAMEAS|CHANGESFROM|CHANGESTO|NOTON|ON|RELATIVE|DATEPART|DYNAMIC|MORETHAN|LESSTHAN|EMPTYSTRING|MATCH_PAT|MATCH_RGX|GT_FIELD|LT_FIELD|GT_OR_EQUALS_FIELD|LT_OR_EQUALS_FIELD)/;

const term = new RegExp(`^([a-z0-9_.]+?)(${operators.join('|')})([\\s\\S]*)$`);

/** Thrown for an operator that the stand-in does not know; its message says so. */
export const notModelled = (what: string): Error => new Error(`The stand-in of ServiceNow does not model ${what}`);

function condition(text: string): Where {
  if (unmodelled.test(text)) throw notModelled(`the query term ${text}`);
  const [, field, operator, value] = term.exec(text) ?? [];
  // Searches of texts, related lists, places in a list; what no term is the host leaves out, in ways that are not known here.
  if (field === undefined || operator === undefined) throw notModelled(`the query term ${text}`);
  return { field, operator, value: value ?? '' };
}

/** Terms, where `^^` stands for a caret of a value. */
const split = (encoded: string): string[] => encoded.split(/(?<!\^)\^(?!\^)/).map((part) => part.replaceAll('^^', '^'));

export function parseEncoded(encoded: string): EncodedQuery {
  const order: Order[] = [];
  const alternatives: Where[][][] = [[]];
  for (const part of split(encoded)) {
    const [, descending, by] = /^ORDERBY(DESC)?([a-z0-9_.]+)$/.exec(part) ?? [];
    const groups = alternatives.at(-1) ?? [];
    if (by !== undefined) order.push({ field: by, descending: descending !== undefined });
    else if (part === '' || part === 'EQ') continue;
    else if (part.startsWith('GROUPBY')) throw notModelled(`the query term ${part}`);
    else if (part.startsWith('NQ')) alternatives.push([[condition(part.slice(2))]]);
    else if (part.startsWith('OR') && groups.length > 0) groups.at(-1)?.push(condition(part.slice(2)));
    else groups.push([condition(part.replace(/^OR/, ''))]);
  }
  return { where: { any: alternatives.map((groups) => ({ all: groups.map((any) => ({ any })) })) }, order };
}
