/**
 * A subset of JQL: clauses joined by AND, OR, NOT and brackets, and ORDER BY.
 * https://support.atlassian.com/jira-software-cloud/docs/use-advanced-search-with-jira-query-language-jql/
 */
import { Refusal } from '../rest/wire.ts';

export interface Operand {
  readonly kind: 'text' | 'function' | 'empty';
  readonly text: string;
  readonly args: readonly string[];
}

export interface Clause {
  readonly kind: 'clause';
  readonly field: string;
  readonly operator: string;
  readonly operands: readonly Operand[];
}

export type Query =
  | Clause
  | { readonly kind: 'and' | 'or'; readonly parts: readonly Query[] }
  | { readonly kind: 'not'; readonly part: Query };

export interface Order {
  readonly field: string;
  readonly descending: boolean;
}

export interface Jql {
  readonly where: Query | null;
  readonly orderBy: readonly Order[];
}

interface Token {
  readonly kind: 'word' | 'quoted' | 'sign' | 'end';
  readonly text: string;
  readonly at: number;
}

const signs = ['!=', '>=', '<=', '!~', '=', '>', '<', '~', '(', ')', ','];

function bad(message: string): never {
  throw new Refusal(400, [`Error in the JQL Query: ${message}`]);
}

const escapes: { readonly [letter: string]: string } = { n: '\n', r: '\r', t: '\t', '"': '"', "'": "'", '\\': '\\', ' ': ' ' };

/** What `\n`, `\"` or `\u0041` stands for, and how long it is. */
function escaped(text: string, at: number): { value: string; length: number } {
  const code = /^u([0-9a-f]{4})/i.exec(text.slice(at + 1))?.[1];
  if (code !== undefined) return { value: String.fromCharCode(Number.parseInt(code, 16)), length: 6 };
  const value = escapes[text[at + 1] ?? ''];
  if (value !== undefined) return { value, length: 2 };
  return bad(
    `'\\${text[at + 1] ?? ''}' is an illegal JQL escape sequence. The valid escape sequences are \\', \\", \\t, \\n, \\r, \\\\, '\\ ' and \\uXXXX. (line 1, character ${at + 1})`,
  );
}

function quoted(text: string, start: number): { value: string; end: number } {
  const quote = text[start];
  let value = '';
  for (let at = start + 1; at < text.length; at += 1) {
    const char = text[at] ?? '';
    if (char === '\\') {
      const { value: plain, length } = escaped(text, at);
      at += length - 1;
      value += plain;
    } else if (char === quote) return { value, end: at + 1 };
    else value += char;
  }
  return bad(`The quoted string '${text.slice(start + 1)}' has not been completed. (line 1, character ${start + 1})`);
}

/** https://support.atlassian.com/jira-software-cloud/docs/search-syntax-for-text-fields/ and, of queries, JQL's own list. */
const reservedCharacters = /[+;?*/%^$#@[\]{}]/;

function reservedCharacter(char: string, at: number): never {
  const code = char.charCodeAt(0).toString(16).padStart(4, '0');
  return bad(
    `The character '${char}' is a reserved JQL character. You must enclose it in a string or use the escape '\\u${code}' instead. (line 1, character ${at + 1})`,
  );
}

function tokens(text: string): Token[] {
  const found: Token[] = [];
  let at = 0;
  while (at < text.length) {
    const char = text[at] ?? '';
    const sign = signs.find((one) => text.startsWith(one, at));
    const joint = /^(?:&&?|\|\|?)/.exec(text.slice(at))?.[0];
    if (/\s/.test(char)) at += 1;
    else if (joint !== undefined) {
      found.push({ kind: 'word', text: joint.startsWith('&') ? 'and' : 'or', at });
      at += joint.length;
    } else if (char === '"' || char === "'") {
      const { value, end } = quoted(text, at);
      found.push({ kind: 'quoted', text: value, at });
      at = end;
    } else if (sign !== undefined) {
      found.push({ kind: 'sign', text: sign, at });
      at += sign.length;
    } else {
      const word = /^[^\s"'!=<>~(),&|]+/.exec(text.slice(at))?.[0] ?? reservedCharacter(char, at);
      if (/\\|^issue\.property\[/i.test(word))
        throw new Refusal(501, [`The stand-in of Jira Cloud does not model ${word} outside of quotes`]);
      const wrong = /^cf\[\d+\]$/i.test(word) ? -1 : word.search(reservedCharacters);
      if (wrong >= 0) reservedCharacter(word[wrong] ?? '', at + wrong);
      found.push({ kind: 'word', text: word, at });
      at += word.length;
    }
  }
  found.push({ kind: 'end', text: '', at: text.length });
  return found;
}

/** Words that stand for no value and no field outside of quotes. https://support.atlassian.com/jira-software-cloud/docs/jql-keywords/ */
const reserved = new Set(
  (
    'abort access add after alias all alter and any as asc audit avg before begin between boolean break by byte catch cf changed char character ' +
    'check checkpoint collate collation column commit connect continue count create current date decimal declare decrement default defaults define ' +
    'delete delimiter desc difference distinct divide do double drop else empty encoding end equals escape exclusive exec execute exists explain false ' +
    'fetch file field first float for from function go goto grant greater group having identified if immediate in increment index initial inner inout ' +
    'input insert int integer intersect intersection into is isempty isnull join last left less like limit lock long max min minus mode modify modulo ' +
    'more multiply next noaudit not notin nowait null number object of on option or order outer output power previous prior privileges public raise raw ' +
    'remainder rename resource return returns revoke right row rowid rownum rows select session set share size sqrt start strict string subtract sum ' +
    'synonym table then to trans transaction trigger true uid union unique update user validate values view was when whenever where while with'
  ).split(' '),
);

const isReserved = ({ kind, text }: Token): boolean => kind === 'word' && reserved.has(text.toLowerCase());

const operatorWords = new Set(['and', 'or', 'not', 'in', 'is', 'order', 'by', 'empty', 'null', 'was', 'changed']);

class Parser {
  readonly #tokens: Token[];
  #at = 0;

  constructor(text: string) {
    this.#tokens = tokens(text);
  }

  #peek(ahead = 0): Token {
    return this.#tokens[this.#at + ahead] ?? { kind: 'end', text: '', at: 0 };
  }

  #next(): Token {
    const token = this.#peek();
    this.#at += 1;
    return token;
  }

  #isWord(word: string, ahead = 0): boolean {
    const token = this.#peek(ahead);
    return token.kind === 'word' && token.text.toLowerCase() === word;
  }

  #takeWord(word: string): boolean {
    const found = this.#isWord(word);
    if (found) this.#at += 1;
    return found;
  }

  #takeSign(sign: string): boolean {
    const found = this.#peek().kind === 'sign' && this.#peek().text === sign;
    if (found) this.#at += 1;
    return found;
  }

  #unexpected(expected: string): never {
    const token = this.#peek();
    return token.kind === 'end'
      ? bad(`Expecting ${expected} but the query ended. (line 1, character ${token.at + 1})`)
      : bad(`Expecting ${expected} but got '${token.text}'. (line 1, character ${token.at + 1})`);
  }

  parse(): Jql {
    const where = this.#peek().kind === 'end' || this.#isWord('order') ? null : this.#or();
    const orderBy: Order[] = [];
    if (this.#takeWord('order')) {
      if (!this.#takeWord('by')) this.#unexpected("'BY'");
      do orderBy.push(this.#order());
      while (this.#takeSign(','));
    }
    if (this.#peek().kind !== 'end') this.#unexpected("either 'OR' or 'AND'");
    return { where, orderBy };
  }

  #reserved({ text, at }: Token): never {
    return bad(
      `'${text}' is a reserved JQL word. You must surround it in quotation marks to use it in a query. (line 1, character ${at + 1})`,
    );
  }

  #order(): Order {
    const field = this.#next();
    if (field.kind !== 'word' && field.kind !== 'quoted') this.#unexpected('a field name');
    if (isReserved(field)) this.#reserved(field);
    const descending = this.#takeWord('desc');
    if (!descending) this.#takeWord('asc');
    return { field: field.text.toLowerCase(), descending };
  }

  #or(): Query {
    const parts = [this.#and()];
    while (this.#takeWord('or')) parts.push(this.#and());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'or', parts };
  }

  #and(): Query {
    const parts = [this.#not()];
    while (this.#takeWord('and')) parts.push(this.#not());
    return parts.length === 1 && parts[0] !== undefined ? parts[0] : { kind: 'and', parts };
  }

  #not(): Query {
    if (this.#takeWord('not') || this.#takeSign('!')) return { kind: 'not', part: this.#not() };
    if (this.#takeSign('(')) {
      const inner = this.#or();
      if (!this.#takeSign(')')) this.#unexpected("')'");
      return inner;
    }
    return this.#clause();
  }

  #clause(): Clause {
    const field = this.#next();
    const isName = field.kind === 'word' || field.kind === 'quoted';
    if (!isName || (isReserved(field) && operatorWords.has(field.text.toLowerCase()))) {
      this.#at -= 1;
      this.#unexpected('a field name');
    }
    if (isReserved(field)) this.#reserved(field);
    const operator = this.#operator();
    // A function may stand for the whole list: `in membersOf("…")`.
    const isList = (operator === 'in' || operator === 'not in') && this.#peek().kind === 'sign';
    const operands = isList ? this.#list() : [this.#operand()];
    if ((operator === 'in' || operator === 'not in') && !isList && operands[0]?.kind !== 'function') this.#unexpected("'('");
    return { kind: 'clause', field: field.text.toLowerCase(), operator, operands };
  }

  #operator(): string {
    if (this.#takeWord('in')) return 'in';
    if (this.#isWord('not') && this.#isWord('in', 1)) {
      this.#at += 2;
      return 'not in';
    }
    if (this.#takeWord('is')) return this.#takeWord('not') ? 'is not' : 'is';
    const token = this.#peek();
    if (token.kind === 'sign' && !['(', ')', ','].includes(token.text)) {
      this.#at += 1;
      return token.text;
    }
    if (this.#isWord('was') || this.#isWord('changed'))
      throw new Refusal(501, [`The stand-in of Jira Cloud does not model the JQL operator '${token.text}'`]);
    return this.#unexpected(
      "operator. The valid operators are '=', '!=', '<', '>', '<=', '>=', '~', '!~', 'IN', 'NOT IN', 'IS' and 'IS NOT'",
    );
  }

  #list(): Operand[] {
    if (!this.#takeSign('(')) this.#unexpected("'('");
    const operands: Operand[] = [];
    do operands.push(this.#operand());
    while (this.#takeSign(','));
    if (!this.#takeSign(')')) this.#unexpected("')'");
    return operands;
  }

  #operand(): Operand {
    const token = this.#next();
    if (token.kind !== 'word' && token.kind !== 'quoted') {
      this.#at -= 1;
      this.#unexpected('a value, list or function');
    }
    if (token.kind === 'word' && ['empty', 'null'].includes(token.text.toLowerCase())) return { kind: 'empty', text: '', args: [] };
    if (token.kind === 'word' && this.#takeSign('(')) {
      const args: string[] = [];
      while (!this.#takeSign(')')) {
        const arg = this.#next();
        if (arg.kind === 'end') this.#unexpected("')'");
        if (arg.kind !== 'sign') args.push(arg.text);
      }
      return { kind: 'function', text: token.text, args };
    }
    if (isReserved(token)) this.#reserved(token);
    return { kind: 'text', text: token.text, args: [] };
  }
}

/** @throws Refusal 400 with Jira's kind of sentence. */
export function parseJql(text: string): Jql {
  return new Parser(text).parse();
}
