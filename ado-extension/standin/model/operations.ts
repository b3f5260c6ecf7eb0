/**
 * Which operators a query may use on a field, by its type: as the host tells of each field, and as queries are held to.
 * https://learn.microsoft.com/rest/api/azure/devops/wit/fields/list
 */
import { fieldOf } from './fields.ts';
import type { FieldType } from './fields.ts';

const names = {
  Equals: '=',
  NotEquals: '<>',
  GreaterThan: '>',
  LessThan: '<',
  GreaterThanEquals: '>=',
  LessThanEquals: '<=',
  Contains: 'Contains',
  NotContains: 'Does Not Contain',
  Under: 'Under',
  NotUnder: 'Not Under',
  In: 'In',
  InGroup: 'In Group',
  NotInGroup: 'Not In Group',
  Ever: 'Was Ever',
  EqualsField: '= [Field]',
  NotEqualsField: '<> [Field]',
  GreaterThanField: '> [Field]',
  LessThanField: '< [Field]',
  GreaterThanEqualsField: '>= [Field]',
  LessThanEqualsField: '<= [Field]',
} as const;

type Operation = keyof typeof names;

const compared = ['Equals', 'NotEquals', 'GreaterThan', 'LessThan', 'GreaterThanEquals', 'LessThanEquals'] as const;
const comparedToFields = [
  'EqualsField',
  'NotEqualsField',
  'GreaterThanField',
  'LessThanField',
  'GreaterThanEqualsField',
  'LessThanEqualsField',
] as const;
const text = [...compared, 'Contains', 'NotContains', 'In', 'InGroup', 'NotInGroup', 'Ever', ...comparedToFields] as const;
const long = ['Contains', 'NotContains'] as const;
const number = [...compared, 'In', ...comparedToFields] as const;

const byType: Readonly<Record<FieldType, readonly Operation[]>> = {
  string: text,
  identity: text,
  integer: number,
  double: [...compared, 'In', 'Ever', ...comparedToFields],
  dateTime: number,
  boolean: ['Equals', 'NotEquals', 'Ever', 'EqualsField', 'NotEqualsField'],
  treePath: ['Under', 'NotUnder', 'Equals', 'NotEquals', 'In'],
  plainText: long,
  html: long,
  history: long,
};

export const supportedOperations = (field: string): { readonly referenceName: string; readonly name: string }[] =>
  byType[fieldOf(field).type].map((operation) => ({ referenceName: `SupportedOperations.${operation}`, name: names[operation] }));

/** @param operator as it stands in a query, in lower case. */
export const supports = (field: string, operator: string): boolean =>
  byType[fieldOf(field).type].some((operation) => names[operation].toLowerCase() === operator);
