/**
 * The part of the Work Item Query Language that is modelled: flat queries over WorkItems.
 * https://learn.microsoft.com/azure/devops/boards/queries/wiql-syntax
 */
import { fieldOf, findField } from '../model/fields.ts';
import { supports } from '../model/operations.ts';
import { HostError, notModelled } from '../wire/errors.ts';

export type Operand =
  | { readonly kind: 'text'; readonly value: string }
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'macro'; readonly name: 'today' | 'project' | 'me'; readonly offset: number }
  | { readonly kind: 'field'; readonly field: string };

export type Comparison = '=' | '<>' | '<' | '>' | '<=' | '>=' | 'contains' | 'under' | 'in' | 'empty';

export type Condition =
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Condition[] }
  | { readonly kind: 'not'; readonly part: Condition }
  | { readonly kind: 'compare'; readonly field: string; readonly comparison: Comparison; readonly operands: readonly Operand[] };

export interface Wiql {
  readonly columns: readonly string[];
  readonly where: Condition | null;
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
}

interface Token {
  readonly kind: 'word' | 'field' | 'text' | 'number' | 'symbol' | 'macro' | 'end';
  readonly text: string;
}

const syntaxError = (near: string): HostError =>
  new HostError(400, 'SyntaxException', `Expecting a valid query. The error is caused by «${near === '' ? 'end of query' : near}».`);

const patterns: readonly (readonly [Token['kind'], RegExp])[] = [
  ['field', /^\[([^\]]+)\]/],
  ['text', /^'((?:[^']|'')*)'/],
  ['text', /^"((?:[^"]|"")*)"/],
  ['macro', /^@([A-Za-z]+)/],
  ['number', /^(-?\d+(?:\.\d+)?)(?![\w.])/],
  ['symbol', /^(<>|<=|>=|[=<>(),+.-])/],
  ['word', /^([A-Za-z_][\w.]*)/],
];

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  let rest = text.trim();
  while (rest !== '') {
    const found = patterns.map(([kind, pattern]) => [kind, pattern.exec(rest)] as const).find(([, match]) => match !== null);
    const match = found?.[1];
    if (found === undefined || match === null || match === undefined) throw syntaxError(rest.slice(0, 20));
    const inner = match[1] ?? '';
    tokens.push({ kind: found[0], text: found[0] === 'text' ? inner.replaceAll("''", "'").replaceAll('""', '"') : inner });
    rest = rest.slice(match[0].length).trim();
  }
  return tokens;
}

class Reader {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  peek(): Token {
    return this.#tokens[this.#at] ?? { kind: 'end', text: '' };
  }

  next(): Token {
    const token = this.peek();
    this.#at += 1;
    return token;
  }

  word(...words: readonly string[]): boolean {
    const matches = words.every((word, index) => {
      const token = this.#tokens[this.#at + index];
      return token?.kind === 'word' && token.text.toLowerCase() === word;
    });
    if (matches) this.#at += words.length;
    return matches;
  }

  symbol(text: string): boolean {
    const matches = this.peek().kind === 'symbol' && this.peek().text === text;
    if (matches) this.#at += 1;
    return matches;
  }

  expectSymbol(text: string): void {
    if (!this.symbol(text)) throw syntaxError(this.peek().text);
  }

  field(): string {
    const token = this.next();
    if (token.kind !== 'field' && token.kind !== 'word') throw syntaxError(token.text);
    const field = findField(token.text);
    if (field === null) {
      throw new HostError(
        400,
        'WorkItemTrackingQueryException',
        `TF51005: The query references a field that does not exist. The error is caused by «[${token.text}]».`,
      );
    }
    return field;
  }
}

function operand(reader: Reader): Operand {
  const token = reader.next();
  if (token.kind === 'text') return { kind: 'text', value: token.text };
  if (token.kind === 'number') return { kind: 'number', value: Number(token.text) };
  if (token.kind === 'word' && /^(true|false)$/i.test(token.text)) return { kind: 'text', value: token.text };
  if (token.kind === 'field') {
    const field = findField(token.text);
    if (field !== null) return { kind: 'field', field };
  }
  if (token.kind !== 'macro') throw syntaxError(token.text);
  const name = token.text.toLowerCase();
  if (name !== 'today' && name !== 'project' && name !== 'me') throw notModelled(`the query macro @${token.text}`);
  const sign = reader.symbol('-') ? -1 : reader.symbol('+') ? 1 : 0;
  const glued = sign === 0 && reader.peek().kind === 'number' && reader.peek().text.startsWith('-');
  const offset = sign === 0 && !glued ? 0 : Number(reader.next().text) * (glued ? 1 : sign);
  if (!Number.isInteger(offset)) throw syntaxError(token.text);
  return { kind: 'macro', name, offset };
}

function list(reader: Reader): readonly Operand[] {
  reader.expectSymbol('(');
  const operands = [operand(reader)];
  while (reader.symbol(',')) operands.push(operand(reader));
  reader.expectSymbol(')');
  return operands;
}

function comparison(reader: Reader): Condition {
  if (reader.word('ever')) throw notModelled('EVER in queries');
  const field = reader.field();
  if (field === 'System.History') throw notModelled('conditions on the history in queries');
  if (reader.word('is')) {
    const part: Condition = { kind: 'compare', field, comparison: 'empty', operands: [] };
    const filled = reader.word('not');
    if (!reader.word('empty')) throw syntaxError(reader.peek().text);
    // https://learn.microsoft.com/azure/devops/boards/queries/query-operators-variables: for long texts alone.
    if (fieldOf(field).type !== 'html') throw notModelled(`IS EMPTY of ${field}`);
    return filled ? { kind: 'not', part } : part;
  }
  const negate = reader.word('not');
  const held = (operator: string): void => {
    const personal = fieldOf(field).type === 'identity' && operator === 'contains';
    if (personal || !supports(field, operator)) throw notModelled(`the operator ${operator} on ${field}`);
  };
  const wrap = (part: Condition): Condition => (negate ? { kind: 'not', part } : part);
  if (reader.word('in')) {
    if (reader.word('group')) throw notModelled('IN GROUP in queries');
    held('in');
    return wrap({ kind: 'compare', field, comparison: 'in', operands: list(reader) });
  }
  if (reader.word('contains')) {
    if (reader.word('words')) throw notModelled('CONTAINS WORDS in queries');
    held('contains');
    return wrap({ kind: 'compare', field, comparison: 'contains', operands: [operand(reader)] });
  }
  if (reader.word('under')) {
    held('under');
    return wrap({ kind: 'compare', field, comparison: 'under', operands: [operand(reader)] });
  }
  if (reader.word('ever') || reader.word('was', 'ever')) throw notModelled('EVER in queries');
  for (const symbol of ['<>', '<=', '>=', '=', '<', '>'] as const) {
    if (negate || !reader.symbol(symbol)) continue;
    held(symbol);
    return { kind: 'compare', field, comparison: symbol, operands: [operand(reader)] };
  }
  throw syntaxError(reader.peek().text);
}

function factor(reader: Reader): Condition {
  if (reader.word('not')) return { kind: 'not', part: factor(reader) };
  if (reader.symbol('(')) {
    const inner = disjunction(reader);
    reader.expectSymbol(')');
    return inner;
  }
  return comparison(reader);
}

function conjunction(reader: Reader): Condition {
  const parts = [factor(reader)];
  while (reader.word('and')) parts.push(factor(reader));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
}

function disjunction(reader: Reader): Condition {
  const parts = [conjunction(reader)];
  while (reader.word('or')) parts.push(conjunction(reader));
  return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
}

function orderBy(reader: Reader): Wiql['order'] {
  const order: { field: string; descending: boolean }[] = [];
  do {
    const field = reader.field();
    const descending = reader.word('desc');
    if (!descending) reader.word('asc');
    order.push({ field, descending });
  } while (reader.symbol(','));
  return order;
}

export function parseWiql(text: string): Wiql {
  const reader = new Reader(tokenize(text));
  if (!reader.word('select')) throw syntaxError(reader.peek().text);
  const columns = [reader.field()];
  while (reader.symbol(',')) columns.push(reader.field());
  if (!reader.word('from')) throw syntaxError(reader.peek().text);
  if (reader.word('workitemlinks')) throw notModelled('queries over WorkItemLinks');
  if (!reader.word('workitems')) throw syntaxError(reader.peek().text);
  const where = reader.word('where') ? disjunction(reader) : null;
  const order = reader.word('order', 'by') ? orderBy(reader) : [];
  if (reader.word('asof')) throw notModelled('ASOF in queries');
  if (reader.word('mode')) throw notModelled('MODE in queries');
  if (reader.peek().kind !== 'end') throw syntaxError(reader.peek().text);
  return { columns, where, order };
}
