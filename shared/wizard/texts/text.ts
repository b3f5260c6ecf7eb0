/**
 * How a text is looked up and filled in.
 *
 * 1. A text is a whole sentence or label with `{parameters}`; texts are never joined to make one.
 * 2. A text with a count has plural forms, chosen by Intl.PluralRules with the parameter `count`.
 * 3. A parameter that is missing is a compile error for the screens, and "?" for codes that come from elsewhere.
 */
import type { Problem } from '../machines/problem.ts';
import type { en } from './en.ts';

export type Plural = { readonly [Form in Intl.LDMLPluralRule]?: string } & { readonly other: string };
export type Entry = string | Plural;

type English = typeof en;
export type TextKey = keyof English;
/** A language: every text of the English catalogue, plural forms as that language needs them. */
export type Catalogue = { readonly [Key in TextKey]: English[Key] extends string ? string : Plural };

type Names<Template> = Template extends `${string}{${infer Name}}${infer Rest}` ? Name | Names<Rest> : never;
type NamesOf<Key extends TextKey> = English[Key] extends string ? Names<English[Key]> : Names<English[Key][keyof English[Key]]> | 'count';
type Params<Key extends TextKey> = { readonly [Name in NamesOf<Key>]: Name extends 'count' ? number : string };

export type Translate = <Key extends TextKey>(key: Key, ...params: [NamesOf<Key>] extends [never] ? [] : [params: Params<Key>]) => string;

export interface Texts {
  readonly t: Translate;
  /**
   * The sentence for a code of the API, the core or a codec; an unknown one is shown with its code. With `of`, the
   * sentence for that occasion where there is one: `unreachable` reads differently of a connection that has worked. A refusal
   * that names no field (`field: ''`) has a sentence of its own.
   */
  readonly say: (problem: Problem, of?: 'trouble' | 'failure') => string;
  readonly hasSentence: (code: string) => boolean;
}

export function makeTexts(catalogue: Catalogue, locale: string): Texts {
  const plurals = new Intl.PluralRules(locale);
  const numbers = new Intl.NumberFormat(locale);
  const entries: { readonly [key: string]: Entry | undefined } = catalogue;
  const write = (entry: Entry, params: { readonly [name: string]: string | number }): string => {
    const count = params['count'];
    const template = typeof entry === 'string' ? entry : (entry[plurals.select(typeof count === 'number' ? count : 0)] ?? entry.other);
    return template.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = params[name];
      return typeof value === 'number' ? numbers.format(value) : (value ?? '?');
    });
  };
  const sentence = (code: string): Entry | undefined => (Object.hasOwn(entries, `say.${code}`) ? entries[`say.${code}`] : undefined);
  return {
    t: (key, ...params) => write(catalogue[key], params[0] ?? {}),
    say: ({ code, params }, of) => {
      const occasion = of === undefined ? undefined : sentence(`${of}.${code}`);
      const whole = params['field'] === '' ? sentence(`${code}.whole`) : undefined;
      return write(occasion ?? whole ?? sentence(code) ?? catalogue['say.unknown'], { code, ...params });
    },
    hasSentence: (code) => sentence(code) !== undefined,
  };
}

/** Every text about 40 % longer and visibly foreign, parameters untouched: what is not from the catalogue stands out, what does not fit too. */
export function pseudo(catalogue: English): Catalogue {
  const foreign: { [key: string]: Entry } = {};
  for (const [key, entry] of Object.entries(catalogue)) {
    foreign[key] = typeof entry === 'string' ? lengthen(entry) : { one: lengthen(entry.one), other: lengthen(entry.other) };
  }
  // The same keys with the same kinds of entries as the catalogue it was made from.
  // oxlint-disable-next-line no-unsafe-type-assertion
  return foreign as Catalogue;
}

const accents: { readonly [letter: string]: string } = {
  a: 'á',
  e: 'ë',
  i: 'ï',
  o: 'ö',
  u: 'ü',
  A: 'Å',
  E: 'É',
  I: 'Î',
  O: 'Ø',
  U: 'Û',
  c: 'ç',
  n: 'ñ',
};

function lengthen(text: string): string {
  const accented = text.replace(/\{\w+\}|[a-zA-Z]/g, (part) => accents[part] ?? part);
  return `[${accented}${'·'.repeat(Math.ceil(text.length * 0.4))}]`;
}
